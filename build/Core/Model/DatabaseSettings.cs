namespace GitLabHa.Core.Model;

/// <summary>The main database.</summary>
public sealed record DatabaseSettings
{
    /// <summary>Patroni's synchronous_mode: no acknowledged write is lost in a failover, at the price of latency.</summary>
    public bool Synchronous { get; init; }

    /// <summary>Rails' database load balancing; needs PgBouncers on nodes other than those of PostgreSQL.</summary>
    public bool LoadBalancing { get; init; }
}
