using System.Collections.Immutable;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Drilling;
using GitLabHa.Core.Model;

namespace GitLabHa.Roles;

/// <summary>Drills of Redis and its Sentinels; those of the cache have the name of its role in theirs.</summary>
internal static class RedisDrills
{
    /// <summary>The drills of a cluster.</summary>
    public static IEnumerable<Scenario> Of(RedisCluster cluster)
    {
        var prefix = cluster.Role.Replace('_', '-');
        var sentinels = Sentinels(cluster);
        var client = SiteClient.Redis(cluster);
        Scenario TakesOver(string name, FaultKind fault) =>
            Scenario.TakesOver($"{prefix}-{name}", cluster.Role, fault, sentinels, 3, client);
        return
        [
            TakesOver("master-killed", FaultKind.Kill),
            TakesOver("master-paused", FaultKind.Pause),
            TakesOver("master-cut-off", FaultKind.CutOff),
            TakesOver("master-cut-off-minority", FaultKind.CutOff) with { ClientOnVictimsSide = true },
            TakesOver("switchover", FaultKind.HandOver),
            Scenario.StandsStill($"{prefix}-quorum-lost", cluster.Role, sentinels, client, "redis", "sentinel"),
        ];
    }

    private static SymptomProbe Sentinels(RedisCluster cluster) => new()
    {
        Role = cluster.Role,
        Question = node => Ask.Of(
            $"redis-cli -p {Ports.Sentinel} sentinel master {cluster.MasterName}",
            $$"""
            cli() { timeout 2 {{Ask.Embedded}}/redis-cli -h "$1" -p {{Ports.Sentinel}} sentinel "$2" {{cluster.MasterName}}; }
            cli "$1" get-master-addr-by-name | head -n 1
            cli "$1" master | sed -n '/^flags$/{n;p;}'
            """,
            node.Address),
        Read = Read,
    };

    // Two lines: an address, and flags such as "master" or "s_down,o_down,master".
    private static Symptom Read(string output, ImmutableArray<Node> struck)
    {
        var lines = output.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (lines is not [var address, var flags]) return new Symptom(null, null);
        return flags.Contains("down", StringComparison.Ordinal) ? new Symptom($"the master is {flags}", null) : new Symptom(null, address);
    }
}
