using System.Collections.Immutable;

namespace GitLabHa.Core.Planning;

/// <summary>Nodes that are changed at the same time; the next wave starts when their gates are healthy.</summary>
public sealed record Wave(ImmutableArray<NodePlan> Nodes);
