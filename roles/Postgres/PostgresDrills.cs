using System.Collections.Immutable;
using GitLabHa.Core.Drilling;
using GitLabHa.Core.Model;
using GitLabHa.Roles.Checks;

namespace GitLabHa.Roles;

/// <summary>Drills of PostgreSQL under Patroni.</summary>
internal static class PostgresDrills
{
    private static readonly SymptomProbe Patroni = new() { Role = RoleNames.Postgres, Question = PatroniAsk.Cluster, Read = Read };

    /// <summary>All of them.</summary>
    public static IEnumerable<Scenario> All { get; } =
    [
        TakesOver("postgres-leader-killed", FaultKind.Kill),
        TakesOver("postgres-leader-paused", FaultKind.Pause),
        TakesOver("postgres-leader-cut-off", FaultKind.CutOff),
        TakesOver("postgres-switchover", FaultKind.HandOver),
        Scenario.GoesOn("postgres-replica-killed", RoleNames.Postgres, Victim.Following(Patroni), SiteClient.Database),
    ];

    private static Scenario TakesOver(string name, FaultKind fault) =>
        Scenario.TakesOver(name, RoleNames.Postgres, fault, Patroni, 2, SiteClient.Database);

    private static Symptom Read(string output, ImmutableArray<Node> struck)
    {
        if (PatroniJson.Parse(output.Trim()) is not { } cluster) return new Symptom(null, null);
        return cluster.Leaders.FirstOrDefault() is { } leader
            ? leader.Runs ? new Symptom(null, leader.Host) : new Symptom($"the leader is '{leader.State}'", null)
            : new Symptom("no node leads", null);
    }
}
