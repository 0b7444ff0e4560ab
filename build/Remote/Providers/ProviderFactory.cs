using System.Diagnostics;
using GitLabHa.Core.Model;
using GitLabHa.Remote.Providers.Lab;

namespace GitLabHa.Remote.Providers;

/// <summary>Gives the provider of an environment; a new provider is one line here.</summary>
public static class ProviderFactory
{
    /// <summary>The provider that the environment names; what happens is logged line by line.</summary>
    public static IProvider For(Topology topology, string stateDirectory, Action<string> log) => topology.Environment.Provider switch
    {
        Provider.Lab => new LabProvider(topology, stateDirectory, log),
        Provider.Hosts => new HostsProvider(topology),
        var other => throw new UnreachableException($"no provider {other}"),
    };

    /// <summary>How the machines of a provider are reached where the environment does not say otherwise; paths are absolute.</summary>
    public static ConnectionSettings ConnectionOf(GitLabEnvironment environment, string stateDirectory) => environment.Provider switch
    {
        Provider.Lab => LabKeys.Connection(stateDirectory),
        Provider.Hosts => new ConnectionSettings { KnownHosts = Path.Combine(environment.Directory, "known_hosts") },
        var other => throw new UnreachableException($"no provider {other}"),
    };
}
