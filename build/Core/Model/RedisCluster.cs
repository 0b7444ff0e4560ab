using System.Collections.Immutable;

namespace GitLabHa.Core.Model;

/// <summary>
/// Redis nodes with one master and their own Sentinels. A site has one for everything, or a second one for the cache, so that
/// what may be evicted never takes memory from what must be kept.
/// Source: https://docs.gitlab.com/administration/redis/replication_and_failover/#running-multiple-redis-clusters
/// </summary>
/// <param name="Role">The role of its nodes.</param>
/// <param name="MasterName">The name that its Sentinels know the master by.</param>
/// <param name="PasswordSecret">The secret that is its redis['password'].</param>
public sealed record RedisCluster(string Role, string MasterName, string PasswordSecret)
{
    /// <summary>Queues, sessions and shared state; the cache as well when it has no cluster of its own.</summary>
    public static readonly RedisCluster Main = new(RoleNames.Redis, "gitlab-redis", "redis_password");

    /// <summary>The cache alone.</summary>
    public static readonly RedisCluster Cache = new(RoleNames.RedisCache, "gitlab-redis-cache", "redis_cache_password");

    /// <summary>All that a site may have.</summary>
    public static readonly ImmutableArray<RedisCluster> All = [Main, Cache];

    /// <summary>The one that the node belongs to, or null.</summary>
    public static RedisCluster? Of(Node node) => All.FirstOrDefault(x => node.Has(x.Role));
}
