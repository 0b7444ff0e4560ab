namespace GitLabHa.Core.Desired;

/// <summary>The stages of a deployment in their order; a node is configured in the earliest stage of its roles.</summary>
public enum Stage
{
    /// <summary>Packages, on all nodes at once.</summary>
    Prepare,

    /// <summary>Consul, Redis and Sentinel.</summary>
    Consensus,

    /// <summary>PostgreSQL, Patroni, PgBouncer, and Praefect's tracking database.</summary>
    Database,

    /// <summary>Praefect.</summary>
    Praefect,

    /// <summary>Gitaly.</summary>
    Gitaly,

    /// <summary>HAProxy.</summary>
    LoadBalancer,

    /// <summary>Rails, Sidekiq and monitoring.</summary>
    Rails,

    /// <summary>The schema of the main database, straight on the PostgreSQL leader.</summary>
    Migrate,

    /// <summary>The end of nodes that have left the files.</summary>
    Decommission,
}
