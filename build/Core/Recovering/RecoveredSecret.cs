using System.Collections.Immutable;
using GitLabHa.Core.Secrets;

namespace GitLabHa.Core.Recovering;

/// <summary>What nodes say about one secret.</summary>
public sealed record RecoveredSecret
{
    /// <summary>Its name in the store.</summary>
    public required string Name { get; init; }

    /// <summary>The nodes that hold it or, when none does, that will.</summary>
    public required ImmutableArray<string> Nodes { get; init; }

    /// <summary>What came of it.</summary>
    public RecoveryState State { get; init; }

    /// <summary>The value, when it was recovered.</summary>
    public Secret? Value { get; init; }

    /// <summary>Who has which value, or why there is none; never a value itself.</summary>
    public string Evidence { get; init; } = "";
}
