using System.Collections.Immutable;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;

namespace GitLabHa.Core.Drilling;

/// <summary>Which nodes play which part in a scenario, from who leads now.</summary>
public sealed record Cast
{
    private Cast()
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

    /// <summary>Fills the parts, or says why this environment has no such drill.</summary>
    public static Cast Of(Scenario scenario, Topology topology, LiveState live, string? consulLeader)
    {
        var (role, leader) = Part(scenario.Victim, live, consulLeader);
        var candidates = topology.With(role);
        if (candidates.Length < Least(scenario)) throw NotHere(scenario, $"it needs {Least(scenario)} nodes with the role {role}, and there are {candidates.Length}");
        var victims = Struck(scenario.Victim, candidates, leader, live) is { IsEmpty: false } found ? found
            : throw NotHere(scenario, $"nobody with the role {role} leads now");
        var client = Clients(scenario, topology).Distinct().FirstOrDefault(x => !victims.Contains(x))
            ?? throw NotHere(scenario, "there is no other node that its client could run on");
        var observers = scenario.Expects == Expectation.GoesOn ? topology.With(RoleNames.LoadBalancer) : [.. candidates.Except(victims)];
        return new Cast { Victims = victims, Client = client, Observers = observers, Faults = FaultsOf(scenario, victims, client) };
    }

    // Those with a leader are told by its address.
    private static (string Role, string? Leader) Part(Victim victim, LiveState live, string? consulLeader) => victim switch
    {
        Victim.RedisMaster or Victim.RedisMajority => (RoleNames.Redis, live.RedisMaster),
        Victim.PostgresLeader or Victim.PostgresReplica => (RoleNames.Postgres, live.PostgresLeader),
        Victim.ConsulLeader or Victim.ConsulMajority => (RoleNames.Consul, consulLeader),
        Victim.PgBouncer => (RoleNames.PgBouncer, null),
        Victim.Praefect => (RoleNames.Praefect, null),
        Victim.Gitaly => (RoleNames.Gitaly, null),
        _ => (RoleNames.Rails, null),
    };

    private static ImmutableArray<Node> Struck(Victim victim, ImmutableArray<Node> candidates, string? leader, LiveState live) => victim switch
    {
        Victim.RedisMaster or Victim.PostgresLeader or Victim.ConsulLeader => [.. candidates.Where(x => x.Address == leader)],
        Victim.PostgresReplica => leader is null ? [] : [.. candidates.Where(x => x.Address != leader).Take(1)],
        Victim.RedisMajority or Victim.ConsulMajority => leader is null ? [] : [.. candidates.OrderByDescending(x => x.Address == leader).Take((candidates.Length / 2) + 1)],
        Victim.PgBouncer => [.. candidates.OrderBy(x => x.Address == live.PostgresLeader).Take(1)],
        _ => [.. candidates.Take(1)],
    };

    private static int Least(Scenario scenario) => scenario.Victim switch
    {
        Victim.RedisMaster or Victim.RedisMajority or Victim.ConsulLeader or Victim.ConsulMajority => 3,
        _ => 2,
    };

    private static IEnumerable<Node> Clients(Scenario scenario, Topology topology) => scenario.Client switch
    {
        ClientKind.Database when topology.Database is null => [],
        // Who asks must be in the monitoring allowlist of Rails.
        ClientKind.Web or ClientKind.Rotation => topology.InternalApi is null ? [] : topology.With(RoleNames.LoadBalancer),
        // Of its own side of the network; a node that votes would take its vote along.
        _ when scenario.ClientOnVictimsSide => Applications(topology).Where(x => !x.Has(RoleNames.Redis) && !x.Has(RoleNames.Consul)),
        _ => Applications(topology).Concat(topology.With(RoleNames.Redis)).Concat(topology.With(RoleNames.Postgres)),
    };

    private static IEnumerable<Node> Applications(Topology topology) => topology.With(RoleNames.Rails).Concat(topology.With(RoleNames.Sidekiq));

    private static ImmutableArray<(Node, Fault)> FaultsOf(Scenario scenario, ImmutableArray<Node> victims, Node client)
    {
        if (scenario.Fault == FaultKind.HandOver) return [];
        if (!scenario.ClientOnVictimsSide) return [.. victims.Select(x => (x, new Fault(scenario.Fault, scenario.Services, [])))];
        Node[] together = [.. victims, client];
        return [.. together.Select(x => (x, new Fault(scenario.Fault, scenario.Services, [.. together.Where(y => y != x).Select(y => y.Address)])))];
    }

    private static OperatorException NotHere(Scenario scenario, string why) => new(
        $"This environment has no drill {scenario.Name}: {why}.", "--scenario", "Choose another scenario; ./build.sh --help lists them.");
}
