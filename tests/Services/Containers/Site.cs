using System.Collections.Immutable;
using DotNet.Testcontainers.Builders;
using DotNet.Testcontainers.Configurations;
using DotNet.Testcontainers.Containers;
using DotNet.Testcontainers.Images;
using DotNet.Testcontainers.Networks;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Rendering;
using GitLabHa.Core.Secrets;
using GitLabHa.Roles;

namespace GitLabHa.Tests.Services.Containers;

/// <summary>An environment, what its roles render, and a container for each of its nodes.</summary>
internal sealed class Site(string network, params NodeGroup[] groups) : IAsyncDisposable, ISecretSource
{
    private readonly Dictionary<string, Machine> _machines = [];
    private INetwork? _network;

    internal Topology Topology { get; } = new(new GitLabEnvironment
    {
        Name = ServicesRun.Name,
        Directory = "/nowhere",
        Edition = GitLabEdition.Ee,
        Version = GitLabVersion.Parse("18.2.8"),
        ExternalUrl = new Uri("http://gitlab.example.com"),
        Provider = Provider.Lab,
        Roles = RoleCatalog.Known.Traits,
        Groups = [.. groups],
    });

    internal IEnumerable<Machine> Machines => _machines.Values;

    internal Machine this[string node] => _machines[node];

    public Secret Get(string name) => new(name, $"the-{name}");

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_machines.Values.Select(x => x.Container.DisposeAsync().AsTask()));
        if (_network is not null) await _network.DisposeAsync();
    }

    /// <summary>Nodes of one group, with addresses from the given one on.</summary>
    internal static NodeGroup Group(string network, string name, int count, int address, RubyMap settings, params string[] roles) => new()
    {
        Name = name,
        File = $"{name}.yml",
        Roles = [.. roles],
        Settings = settings,
        Nodes = [.. Enumerable.Range(0, count).Select(x => new Node
        {
            Name = $"{name}-{x + 1}",
            Address = $"{network}.{address + x}",
            Group = name,
            Roles = [.. roles],
        })],
    };

    internal RoleContext Context(string node) =>
        new() { Node = Topology.Nodes.Single(x => x.Name == node), Topology = Topology, Secrets = this };

    /// <summary>What the roles of a node render.</summary>
    internal ImmutableArray<DesiredFile> Files(string node) => RoleCatalog.Known.Compose(Context(node)).Files;

    /// <summary>Makes the network.</summary>
    internal async Task<string> StartAsync()
    {
        var image = await ServicesRun.ReadyAsync();
        _network = new NetworkBuilder().WithName($"gitlab-ha-{ServicesRun.Name}-{network}").WithLabel(ServicesRun.Label, ServicesRun.Name)
            .WithCreateParameterModifier(x => x.IPAM = new() { Config = [new() { Subnet = $"{network}.0/24" }] }).Build();
        await _network.CreateAsync();
        return image;
    }

    /// <summary>Gives a container the place, the address and the label of a node.</summary>
    internal TBuilder Place<TBuilder, TContainer, TConfiguration>(
        ContainerBuilder<TBuilder, TContainer, TConfiguration> builder, string node)
        where TBuilder : ContainerBuilder<TBuilder, TContainer, TConfiguration>
        where TContainer : IContainer
        where TConfiguration : IContainerConfiguration
    {
        var address = Topology.Nodes.Single(x => x.Name == node).Address;
        return builder.WithName($"gitlab-ha-{ServicesRun.Name}-{network}-{node}").WithHostname(node)
            .WithLabel(ServicesRun.Label, ServicesRun.Name).WithNetwork(_network!).WithImagePullPolicy(PullPolicy.Never)
            .WithCreateParameterModifier(x =>
            {
                x.HostConfig!.Init = true;
                x.NetworkingConfig!.EndpointsConfig![_network!.Name].IPAMConfig = new() { IPv4Address = address };
            });
    }

    /// <summary>Starts it.</summary>
    internal async Task<Machine> AddAsync(string node, IContainer container)
    {
        var machine = new Machine(Topology.Nodes.Single(x => x.Name == node), container, _network!.Name);
        lock (_machines) _machines[node] = machine;
        await container.StartAsync();
        return machine;
    }

    /// <summary>Asks the nodes what a check wants to know, and judges the answers.</summary>
    internal async Task<Verdict> AskAsync(Check check)
    {
        var results = await Task.WhenAll(check.Probes.Select(x => this[x.Node.Name].RunAsync(x.Command)));
        return check.Interpret([.. check.Probes.Zip(results, (probe, result) => new ProbeResult(probe.Node, result))]);
    }

    /// <summary>Asks until the check is healthy.</summary>
    internal Task HealthyAsync(Check check) => Eventually.AnswersAsync(check.Title, () => AskAsync(check), x => x.Health == Health.Healthy);
}
