using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;

namespace GitLabHa.Core.Observing;

/// <summary>
/// Finds who leads now. A static Redis master in gitlab.rb demotes the live one on the next reconfigure, so the answer must be
/// the one that all Sentinels give: https://docs.gitlab.com/administration/redis/replication_and_failover/
/// </summary>
public static class LiveStateReader
{
    /// <summary>What the running cluster says of itself; refuses to choose when its members disagree.</summary>
    public static LiveState Read(IReadOnlyCollection<NodeObservation> observations) => new()
    {
        RedisMaster = MasterOf(RedisCluster.Main, observations),
        RedisCacheMaster = MasterOf(RedisCluster.Cache, observations),
        PostgresLeader = Agreed(
            [.. observations.Select(x => (x.Node.Name, x.PostgresLeader))],
            "the PostgreSQL nodes disagree about who the leader is",
            "let the failover end and look at gitlab-ctl patroni members; then rerun the command"),
    };

    private static string? MasterOf(RedisCluster cluster, IReadOnlyCollection<NodeObservation> observations) => Agreed(
        [.. observations.Where(x => RedisCluster.Of(x.Node) == cluster).Select(x => (x.Node.Name, x.RedisMaster))],
        $"the Sentinels disagree about who the master of {cluster.MasterName} is",
        $"let the failover end, or run 'sentinel reset {cluster.MasterName}' on the Sentinels that are wrong; "
            + "then rerun the command");

    private static string? Agreed(IReadOnlyCollection<(string Node, string? Answer)> answers, string problem, string fix)
    {
        var groups = answers.Where(x => x.Answer is not null).OrderBy(x => x.Node, StringComparer.Ordinal)
            .GroupBy(x => x.Answer, x => x.Node).ToList();
        if (groups.Count <= 1) return groups.SingleOrDefault()?.Key;
        throw new OperatorException(
            problem, string.Join("; ", groups.Select(x => $"{string.Join(", ", x)} say{(x.Count() == 1 ? "s" : "")} {x.Key}")), fix);
    }
}
