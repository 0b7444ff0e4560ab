using GitLabHa.Core.Model;
using GitLabHa.Core.Secrets;

namespace GitLabHa.Core.Recovering;

/// <summary>A place in a node's files that holds a secret: what it holds by the secrets store, and what was found there.</summary>
internal sealed record NodeSecret
{
    public required Node Node { get; init; }

    /// <summary>What the store has, in the form of this place.</summary>
    public required Secret Wanted { get; init; }

    /// <summary>What the node has, or null when it has nothing there.</summary>
    public Secret? Found { get; init; }

    /// <summary>Why the value on the node is not known, or null.</summary>
    public string? Unknown { get; init; }

    public string Name => Wanted.StoreName;

    public bool Differs => Found is { } found && found.Reveal() != Wanted.Reveal();
}
