using System.Collections.Immutable;

namespace GitLabHa.Core.Drilling;

/// <summary>All fire drills.</summary>
public static class Scenarios
{
    /// <summary>In the order they are listed.</summary>
    public static ImmutableArray<Scenario> All { get; } =
    [
        TakesOver("redis-master-killed", Victim.RedisMaster, FaultKind.Kill, ClientKind.Redis),
        TakesOver("redis-master-paused", Victim.RedisMaster, FaultKind.Pause, ClientKind.Redis),
        TakesOver("redis-master-cut-off", Victim.RedisMaster, FaultKind.CutOff, ClientKind.Redis),
        TakesOver("redis-master-cut-off-minority", Victim.RedisMaster, FaultKind.CutOff, ClientKind.Redis) with { ClientOnVictimsSide = true },
        TakesOver("redis-switchover", Victim.RedisMaster, FaultKind.HandOver, ClientKind.Redis),
        Of("redis-quorum-lost", Victim.RedisMajority, ClientKind.Redis, Expectation.StandsStill, "redis", "sentinel"),
        TakesOver("postgres-leader-killed", Victim.PostgresLeader, FaultKind.Kill, ClientKind.Database),
        TakesOver("postgres-leader-paused", Victim.PostgresLeader, FaultKind.Pause, ClientKind.Database),
        TakesOver("postgres-leader-cut-off", Victim.PostgresLeader, FaultKind.CutOff, ClientKind.Database),
        TakesOver("postgres-switchover", Victim.PostgresLeader, FaultKind.HandOver, ClientKind.Database),
        Of("postgres-replica-killed", Victim.PostgresReplica, ClientKind.Database, Expectation.GoesOn),
        TakesOver("consul-server-killed", Victim.ConsulLeader, FaultKind.Kill, ClientKind.Database) with { Services = ["consul"] },
        Of("consul-quorum-lost", Victim.ConsulMajority, ClientKind.Database, Expectation.StandsStill, "consul"),
        Of("pgbouncer-killed", Victim.PgBouncer, ClientKind.Database, Expectation.GoesOn, "pgbouncer"),
        Of("praefect-node-killed", Victim.Praefect, ClientKind.Web, Expectation.GoesOn),
        Of("gitaly-node-killed", Victim.Gitaly, ClientKind.Rotation, Expectation.GoesOn),
        Of("rails-node-killed", Victim.Rails, ClientKind.Web, Expectation.GoesOn),
    ];

    /// <summary>Their names.</summary>
    public static ImmutableArray<string> Names { get; } = [.. All.Select(x => x.Name)];

    private static Scenario TakesOver(string name, Victim victim, FaultKind fault, ClientKind client) =>
        new() { Name = name, Victim = victim, Fault = fault, Client = client, Expects = Expectation.TakesOver };

    private static Scenario Of(string name, Victim victim, ClientKind client, Expectation expects, params ReadOnlySpan<string> services) =>
        new() { Name = name, Victim = victim, Fault = FaultKind.Kill, Client = client, Expects = expects, Services = [.. services] };
}
