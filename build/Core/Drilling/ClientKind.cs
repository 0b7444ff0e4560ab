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

    /// <summary>
    /// Asks Rails through the load balancer as load balancers do. Praefect calls itself not ready while any Gitaly is down, and
    /// so does Rails with all it depends on; it must stay in rotation all the same.
    /// </summary>
    Rotation,
}
