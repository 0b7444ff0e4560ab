using System.Collections.Immutable;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;

namespace GitLabHa.Core.Drilling;

/// <summary>The nodes of a drill, from who leads now.</summary>
public sealed record DrillTargets
{
    private DrillTargets()
    {
    }

    /// <summary>The nodes that are struck.</summary>
    public required ImmutableArray<Node> Victims { get; init; }

    /// <summary>The node that the client runs on.</summary>
    public required Node Client { get; init; }

    /// <summary>The nodes that are asked what they notice.</summary>
    public required ImmutableArray<Node> Observers { get; init; }

    /// <summary>What is to be broken on each node.</summary>
    public required ImmutableArray<(Node Node, Fault Fault)> Faults { get; init; }

    /// <summary>Finds the nodes, or says why this environment has no such drill.</summary>
    public static DrillTargets Of(Scenario scenario, Topology topology, LiveState live, string? leader)
    {
        var nodes = topology.With(scenario.Role);
        var least = scenario.Victim.LeastNodes;
        if (nodes.Length < least)
            throw NotHere(scenario, $"it needs {least} nodes with the role {scenario.Role}, and there are {nodes.Length}");
        var victims = scenario.Victim.Choose(new Candidates(nodes, nodes.FirstOrDefault(x => x.Address == leader), live));
        if (victims.IsEmpty) throw NotHere(scenario, $"no node with the role {scenario.Role} leads now");
        var client = Clients(scenario, topology).Distinct().FirstOrDefault(x => !victims.Contains(x))
            ?? throw NotHere(scenario, "there is no other node that its client could run on");
        return new DrillTargets
        {
            Victims = victims,
            Client = client,
            Observers = [.. topology.With(scenario.Symptoms.Role).Except(victims)],
            Faults = FaultsOf(scenario, victims, client),
        };
    }

    // On the victim's side of the network; a node that votes would take its vote along.
    private static IEnumerable<Node> Clients(Scenario scenario, Topology topology) => scenario.Client.Hosts(topology)
        .Where(x => !scenario.ClientOnVictimsSide
            || (!x.Has(RoleNames.Redis) && !x.Has(RoleNames.RedisCache) && !x.Has(RoleNames.Consul) && !x.Has(RoleNames.Postgres)));

    private static ImmutableArray<(Node, Fault)> FaultsOf(Scenario scenario, ImmutableArray<Node> victims, Node client)
    {
        if (scenario.Fault == FaultKind.HandOver) return [];
        if (!scenario.ClientOnVictimsSide) return [.. victims.Select(x => (x, new Fault(scenario.Fault, scenario.Services, [])))];
        Node[] together = [.. victims, client];
        return [.. together.Select(
            x => (x, new Fault(scenario.Fault, scenario.Services, [.. together.Where(y => y != x).Select(y => y.Address)])))];
    }

    private static OperatorException NotHere(Scenario scenario, string why) => new(
        $"This environment has no drill {scenario.Name}: {why}.", "--scenario", "Choose another scenario; ./build.sh --help lists them.");
}
