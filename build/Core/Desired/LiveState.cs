namespace GitLabHa.Core.Desired;

/// <summary>What the running cluster says of itself; rendering follows it so that nobody is ever demoted.</summary>
public sealed record LiveState
{
    /// <summary>Nothing runs yet.</summary>
    public static LiveState Fresh { get; } = new();

    /// <summary>The address of the Redis master that the Sentinels agree on, or null before there is one.</summary>
    public string? RedisMaster { get; init; }

    /// <summary>The address of the PostgreSQL leader that Patroni names, or null before there is one.</summary>
    public string? PostgresLeader { get; init; }
}
