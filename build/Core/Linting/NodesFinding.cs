using System.Collections.Immutable;
using GitLabHa.Core.Loading;

namespace GitLabHa.Core.Linting;

/// <summary>A finding, where its setting is written, and the nodes that share it.</summary>
public sealed record NodesFinding
{
    /// <summary>What was found.</summary>
    public required LintFinding Finding { get; init; }

    /// <summary>Where an operator wrote the setting; null when no file of the environment has it.</summary>
    public Place? Place { get; init; }

    /// <summary>The names of the nodes.</summary>
    public required ImmutableArray<string> Nodes { get; init; }

    /// <summary>The same for people: groups, where all nodes of a group are meant.</summary>
    public required string Who { get; init; }

    /// <inheritdoc />
    public override string ToString() => $"{(Place is { } place ? place.Exact + ": " : "")}{Finding.Key}: {Finding.Message} ({Who})";
}
