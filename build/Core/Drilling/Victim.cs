namespace GitLabHa.Core.Drilling;

/// <summary>Whom a scenario strikes: found from what the running cluster says, never named.</summary>
public enum Victim
{
    /// <summary>The Redis master that the Sentinels name.</summary>
    RedisMaster,

    /// <summary>The Redis master and as many others as it takes to leave a minority of the Sentinels.</summary>
    RedisMajority,

    /// <summary>The leader that Patroni names.</summary>
    PostgresLeader,

    /// <summary>A PostgreSQL node that follows the leader.</summary>
    PostgresReplica,

    /// <summary>The Consul server that leads.</summary>
    ConsulLeader,

    /// <summary>The Consul server that leads, and as many others as it takes to leave a minority.</summary>
    ConsulMajority,

    /// <summary>A PgBouncer, if possible not on the node of the PostgreSQL leader.</summary>
    PgBouncer,

    /// <summary>A Praefect.</summary>
    Praefect,

    /// <summary>A Gitaly behind Praefect.</summary>
    Gitaly,

    /// <summary>A Rails node.</summary>
    Rails,
}
