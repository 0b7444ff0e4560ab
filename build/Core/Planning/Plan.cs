using System.Collections.Immutable;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;

namespace GitLabHa.Core.Planning;

/// <summary>What a run will do, per node, in the order of the topology.</summary>
public sealed record Plan
{
    /// <summary>The environment.</summary>
    public required GitLabEnvironment Environment { get; init; }

    /// <summary>One entry per node.</summary>
    public required ImmutableArray<NodePlan> Nodes { get; init; }

    /// <summary>What an operator should know before a run, and what does not stop it.</summary>
    public ImmutableArray<string> Warnings { get; init; } = [];

    /// <summary>Whether any node changes.</summary>
    public bool HasChanges => Nodes.Any(x => x.HasChanges);

    /// <summary>The nodes that could not be asked.</summary>
    public IEnumerable<NodePlan> Unknown => Nodes.Where(x => x.Unknown is not null);

    /// <summary>The changing nodes of a stage.</summary>
    public IEnumerable<NodePlan> ChangesIn(Stage stage) => Nodes.Where(x => x.Stage == stage && x.HasChanges);
}
