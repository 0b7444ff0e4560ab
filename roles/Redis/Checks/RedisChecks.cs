using GitLabHa.Core.Checks;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;

namespace GitLabHa.Roles.Checks;

/// <summary>The checks of a node with Redis and Sentinel.</summary>
public static class RedisChecks
{
    /// <summary>What Verify asks.</summary>
    public static IEnumerable<Check> For(RoleContext context, RedisCluster cluster)
    {
        foreach (var check in Gates(context, cluster)) yield return check;
        if (!context.Topology.IsFirst(context.Node, cluster.Role)) yield break;
        var password = context.Demanded(cluster.PasswordSecret);
        yield return new RedisOneMaster(cluster, context.Topology, password);
        yield return new SentinelAgreement(cluster, context.Topology, password);
    }

    /// <summary>What holds before the next node is touched: it has caught up, and a failover would be possible.</summary>
    public static IEnumerable<Check> Gates(RoleContext context, RedisCluster cluster) =>
    [
        new RedisReplication(context.Node, cluster, context.Topology, context.Demanded(cluster.PasswordSecret)),
        new SentinelQuorum(context.Node, cluster, context.Topology),
    ];
}
