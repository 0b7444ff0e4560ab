namespace GitLabHa.Core.Recovering;

/// <summary>What came of reading a secret back.</summary>
public enum RecoveryState
{
    /// <summary>No node has it yet: it is generated when it is needed.</summary>
    New,

    /// <summary>All nodes that have it agree.</summary>
    Recovered,

    /// <summary>The store has it, and it is what nodes have.</summary>
    Kept,

    /// <summary>The store has it, and nodes have another value.</summary>
    KeptThoughDiffering,

    /// <summary>Nodes have different values.</summary>
    Disagreeing,

    /// <summary>It could not be read.</summary>
    Lost,
}
