namespace GitLabHa.Core.Model;

/// <summary>The main database.</summary>
public sealed record DatabaseSettings
{
    /// <summary>Patroni's synchronous_mode: no acknowledged write is lost in a failover, at the price of latency.</summary>
    public bool Synchronous { get; init; }

    /// <summary>
    /// Rails reads from replicas; needs the role pgbouncer, which serves writes, on nodes other than those of PostgreSQL.
    /// </summary>
    public bool LoadBalancing { get; init; }
}
