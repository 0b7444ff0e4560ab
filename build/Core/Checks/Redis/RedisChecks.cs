using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;

namespace GitLabHa.Core.Checks.Redis;

/// <summary>The checks of a node with Redis and Sentinel.</summary>
public static class RedisChecks
{
    /// <summary>The name the Sentinels know the master by: the default of redis['master_name'].</summary>
    public const string MasterName = "gitlab-redis";

    /// <summary>The secret that is redis['password'].</summary>
    public const string PasswordSecret = "redis_password";

    /// <summary>What Verify asks.</summary>
    public static IEnumerable<Check> For(RoleContext context)
    {
        foreach (var check in Gates(context)) yield return check;
        if (!context.Topology.IsFirst(context.Node, RoleNames.Redis)) yield break;
        var password = context.Secrets.Get(PasswordSecret);
        yield return new RedisOneMaster(context.Topology, password);
        yield return new SentinelAgreement(context.Topology, password);
    }

    /// <summary>What holds before the next node is touched: it has caught up, and a failover would be possible.</summary>
    public static IEnumerable<Check> Gates(RoleContext context) =>
    [
        new RedisReplication(context.Node, context.Topology, context.Secrets.Get(PasswordSecret)),
        new SentinelQuorum(context.Node, context.Topology),
    ];
}
