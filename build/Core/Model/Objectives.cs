namespace GitLabHa.Core.Model;

/// <summary>What the environment promises when something fails; a fire drill is judged by it. Null: not promised, only measured.</summary>
public sealed record Objectives
{
    /// <summary>The longest time, in seconds, that a client of the main database may be without an acknowledged write.</summary>
    public int? DatabaseFailoverSeconds { get; init; }

    /// <summary>How many acknowledged writes to the main database may be lost.</summary>
    public int? DatabaseLostWrites { get; init; }

    /// <summary>The longest time, in seconds, that a client of Redis may be without an acknowledged write.</summary>
    public int? RedisFailoverSeconds { get; init; }

    /// <summary>How many acknowledged writes to Redis may be lost; its replication never waits for a replica.</summary>
    public int? RedisLostWrites { get; init; }

    /// <summary>The longest time, in seconds, that Rails may not answer through the load balancer.</summary>
    public int? WebFailoverSeconds { get; init; }
}
