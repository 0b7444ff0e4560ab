namespace GitLabHa.Core.Drilling;

/// <summary>Who measures what a fault means to GitLab.</summary>
public enum ClientKind
{
    /// <summary>Inserts rows where Rails does: through the load balancer and PgBouncer.</summary>
    Database,

    /// <summary>Writes to the Redis that the Sentinels name, as Rails does.</summary>
    Redis,

    /// <summary>Asks Rails through the load balancer whether it is ready with all it depends on.</summary>
    Web,
}
