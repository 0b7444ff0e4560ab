using System.Collections.Immutable;
using GitLabHa.Core;
using GitLabHa.Core.Model;

namespace GitLabHa.Remote.Providers;

/// <summary>Machines that exist already: the files name their addresses, and the tool makes and removes none.</summary>
public sealed class HostsProvider(Topology topology) : IProvider
{
    /// <inheritdoc />
    public bool IsDisposable => false;

    /// <inheritdoc />
    public string? Limitation => null;

    /// <inheritdoc />
    public Uri PublicUrl => topology.Environment.ExternalUrl;

    /// <inheritdoc />
    public Task<int> EnsureAsync(CancellationToken cancellationToken) => Task.FromResult(0);

    /// <inheritdoc />
    public void RequireMachines()
    {
    }

    /// <inheritdoc />
    public Task<ImmutableDictionary<string, string>> AddressesAsync(CancellationToken cancellationToken) =>
        Task.FromResult(topology.Nodes.ToImmutableDictionary(x => x.Name, x => x.Address));

    /// <inheritdoc />
    public Task ReplaceAsync(Node node, CancellationToken cancellationToken) => NotMade<int>(
        $"The machine of {node} was not made by this tool, so it cannot make another one.",
        $"Install an empty machine with the address {node.Address}, pin its host key, then run ./build.sh Deploy --env "
            + $"{topology.Environment.Name}.");

    /// <inheritdoc />
    public Task<string> ConsoleAsync(Node node, CancellationToken cancellationToken) => NotMade<string>(
        $"The machine of {node} was not made by this tool, so its console is not known.",
        "Look at the console where the machine was made.");

    /// <inheritdoc />
    public Task<int> DestroyAsync(CancellationToken cancellationToken) => NotMade<int>(
        $"The machines of {topology.Environment.Name} were not made by this tool, so it removes none.",
        "Remove them with the tool that made them.");

    private Task<T> NotMade<T>(string problem, string fix) => Task.FromException<T>(
        new OperatorException(problem, $"environments/{topology.Environment.Name}/environment.yml: provider", fix));
}
