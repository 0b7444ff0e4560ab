namespace GitLabHa.Core.Checks;

/// <summary>The components in the order that reports show them.</summary>
public static class Components
{
    /// <summary>What concerns all nodes alike.</summary>
    public const string Site = "Site";

    /// <summary>The services of a node.</summary>
    public const string Services = "Services";

    /// <summary>Consul.</summary>
    public const string Consul = "Consul";

    /// <summary>Redis and Sentinel.</summary>
    public const string Redis = "Redis";

    /// <summary>PostgreSQL under Patroni.</summary>
    public const string Postgres = "PostgreSQL";

    /// <summary>PgBouncer.</summary>
    public const string PgBouncer = "PgBouncer";

    /// <summary>Praefect and its tracking database.</summary>
    public const string Praefect = "Praefect";

    /// <summary>Gitaly.</summary>
    public const string Gitaly = "Gitaly";

    /// <summary>Puma, Workhorse, nginx and Sidekiq.</summary>
    public const string Rails = "Rails";

    /// <summary>HAProxy.</summary>
    public const string LoadBalancer = "Load balancer";

    /// <summary>Prometheus.</summary>
    public const string Monitoring = "Monitoring";

    /// <summary>All, in order.</summary>
    public static IReadOnlyList<string> All { get; } =
        [Site, Services, Consul, Redis, Postgres, PgBouncer, Praefect, Gitaly, LoadBalancer, Rails, Monitoring];
}
