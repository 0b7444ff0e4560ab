using System.Collections.Immutable;

namespace GitLabHa.Core.Linting;

/// <summary>A finding and the names of the nodes that share it.</summary>
public sealed record NodesFinding(LintFinding Finding, ImmutableArray<string> Nodes)
{
    /// <inheritdoc />
    public override string ToString() => $"{Finding.Key}: {Finding.Message} ({string.Join(", ", Nodes)})";
}
