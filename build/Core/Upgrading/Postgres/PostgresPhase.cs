using System.Collections.Immutable;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Planning;

namespace GitLabHa.Core.Upgrading.Postgres;

/// <summary>A part of a PostgreSQL major upgrade; its nodes side by side, and the next one only after all of them.</summary>
/// <param name="Title">What it does, as a phrase.</param>
/// <param name="Stage">Where it appears in progress and failures.</param>
/// <param name="Nodes">What is done.</param>
/// <param name="IfItFails">What is safe then.</param>
public sealed record PostgresPhase(string Title, Stage Stage, ImmutableArray<NodePlan> Nodes, string IfItFails);
