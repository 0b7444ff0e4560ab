using System.Collections.Immutable;
using GitLabHa.Core.Model;

namespace GitLabHa.Remote.Providers;

/// <summary>Where the machines of an environment come from. Whatever differs between providers is behind this, and nowhere else.</summary>
public interface IProvider
{
    /// <summary>
    /// Whether the machines and their data are made to be lost: drills and restores then need no consent, and copies of the
    /// environment can be made beside it.
    /// </summary>
    bool IsDisposable { get; }

    /// <summary>What is not real about the machines, for reports; null: nothing.</summary>
    string? Limitation { get; }

    /// <summary>Where a browser on this machine opens GitLab.</summary>
    Uri PublicUrl { get; }

    /// <summary>Makes the machines that are missing and starts those that are stopped; returns how many that were.</summary>
    Task<int> EnsureAsync(CancellationToken cancellationToken);

    /// <summary>Refuses when the machines are not there to be reached yet; asked before the first connection.</summary>
    void RequireMachines();

    /// <summary>The addresses of the machines that exist, by node; a machine that was not made yet has none.</summary>
    Task<ImmutableDictionary<string, string>> AddressesAsync(CancellationToken cancellationToken);

    /// <summary>Replaces the machine of a node by an empty one with the same name and address.</summary>
    Task ReplaceAsync(Node node, CancellationToken cancellationToken);

    /// <summary>The last lines that the machine wrote to its console, to see why it does not come up.</summary>
    Task<string> ConsoleAsync(Node node, CancellationToken cancellationToken);

    /// <summary>
    /// Removes the machines and what was made with them; returns how many machines there were. Refused where the tool made none.
    /// </summary>
    Task<int> DestroyAsync(CancellationToken cancellationToken);
}
