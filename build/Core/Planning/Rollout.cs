namespace GitLabHa.Core.Planning;

/// <summary>How a change rolls over nodes that run already. Nodes that never ran are brought up in parallel.</summary>
public sealed record Rollout
{
    /// <summary>All at once.</summary>
    public static Rollout Parallel { get; } = new() { OneByOne = false };

    /// <summary>One node after the other, in the order written, with the gates between.</summary>
    public static Rollout Serial { get; } = new() { OneByOne = true };

    /// <summary>All at once, but the first node, which migrates, alone before the others.</summary>
    public static Rollout FirstThenParallel { get; } = new() { OneByOne = false, FirstAlone = true };

    /// <summary>One node after the other, the live primary last, handed over before it is touched.</summary>
    public static Rollout PrimaryLast(HandOver handOver) => new() { OneByOne = true, HandOver = handOver };

    /// <summary>Whether nodes wait for each other.</summary>
    public required bool OneByOne { get; init; }

    /// <summary>Whether the first node in the order written goes before the others, on a first run too.</summary>
    public bool FirstAlone { get; init; }

    /// <summary>
    /// Whether nodes that run must let a node in before it can join, so that they change before nodes that are added; else a node
    /// that is added joins first, and is counted then.
    /// </summary>
    public bool AdmitsFirst { get; init; }

    /// <summary>How the primary moves elsewhere before it is touched; null when there is none.</summary>
    public HandOver? HandOver { get; init; }
}
