namespace GitLabHa.Core.Model;

/// <summary>The names of the roles that other roles ask <see cref="Topology"/> about.</summary>
public static class RoleNames
{
    /// <summary>Consul server; every other node runs an agent by itself.</summary>
    public const string Consul = "consul";

    /// <summary>Redis with a Sentinel beside it.</summary>
    public const string Redis = "redis";

    /// <summary>Redis for the cache alone, with a Sentinel beside it.</summary>
    public const string RedisCache = "redis_cache";

    /// <summary>PostgreSQL under Patroni.</summary>
    public const string Postgres = "postgres";

    /// <summary>PgBouncer that follows the PostgreSQL leader.</summary>
    public const string PgBouncer = "pgbouncer";

    /// <summary>The PostgreSQL of Praefect's tracking database.</summary>
    public const string PraefectPostgres = "praefect_postgres";

    /// <summary>Praefect.</summary>
    public const string Praefect = "praefect";

    /// <summary>Gitaly.</summary>
    public const string Gitaly = "gitaly";

    /// <summary>HAProxy for the internal flows and, unless there is another load balancer, the external ones.</summary>
    public const string LoadBalancer = "load_balancer";

    /// <summary>Puma, Workhorse and nginx.</summary>
    public const string Rails = "rails";

    /// <summary>Sidekiq.</summary>
    public const string Sidekiq = "sidekiq";

    /// <summary>Prometheus and Alertmanager.</summary>
    public const string Monitoring = "monitoring";
}
