using GitLabHa.Core.Model;

namespace GitLabHa.Core.Desired;

/// <summary>What the running cluster says of itself; rendering follows it so that no primary is ever demoted.</summary>
public sealed record LiveState
{
    /// <summary>Nothing runs yet.</summary>
    public static LiveState Fresh { get; } = new();

    /// <summary>The address of the Redis master that the Sentinels agree on, or null before there is one.</summary>
    public string? RedisMaster { get; init; }

    /// <summary>The same of the Redis nodes that serve the cache alone.</summary>
    public string? RedisCacheMaster { get; init; }

    /// <summary>The address of the PostgreSQL leader that Patroni names, or null before there is one.</summary>
    public string? PostgresLeader { get; init; }

    /// <summary>The address of a Redis cluster's master, or null before there is one.</summary>
    public string? MasterOf(RedisCluster cluster) => cluster == RedisCluster.Cache ? RedisCacheMaster : RedisMaster;

    /// <summary>The same with another master of a Redis cluster.</summary>
    public LiveState WithMaster(RedisCluster cluster, string address) =>
        cluster == RedisCluster.Cache ? this with { RedisCacheMaster = address } : this with { RedisMaster = address };
}
