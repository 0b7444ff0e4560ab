using System.Collections.Immutable;
using GitLabHa.Core.Model;
using GitLabHa.Core.Upgrading;
using GitLabHa.Core.Upgrading.Postgres;

namespace GitLabHa.Roles.MajorUpgrade;

/// <summary>All that the rules before a PostgreSQL major upgrade look at.</summary>
public sealed record PostgresFacts
{
    /// <summary>What the rules of every upgrade look at.</summary>
    public required PreflightFacts Site { get; init; }

    /// <summary>What was found, one cluster per database.</summary>
    public required ImmutableArray<DatabaseCluster> Clusters { get; init; }

    /// <summary>Where to.</summary>
    public required PostgresTarget Target { get; init; }

    /// <summary>The nodes whose settings name a major, and which.</summary>
    public required ImmutableDictionary<Node, string> Pinned { get; init; }
}
