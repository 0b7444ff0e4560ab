using System.Collections.Immutable;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Model;
using GitLabHa.Core.Observing;
using GitLabHa.Core.Planning;

namespace GitLabHa.Core.Upgrading;

/// <summary>All that the rules before an upgrade look at.</summary>
public sealed record PreflightFacts
{
    /// <summary>The nodes and what they run now.</summary>
    public required Topology Topology { get; init; }

    /// <summary>The hops to make, linted.</summary>
    public required ImmutableArray<UpgradeHop> Hops { get; init; }

    /// <summary>What was found on the nodes.</summary>
    public required IReadOnlyDictionary<Node, NodeObservation> Observed { get; init; }

    /// <summary>What Deploy would change at the version that runs; null when a hop is under way: then nodes differ.</summary>
    public required Plan? Pending { get; init; }

    /// <summary>What Verify says; empty when a hop is under way: then some may be down.</summary>
    public required IReadOnlyCollection<CheckOutcome> Verified { get; init; }

    /// <summary>The answer on background migrations, or null when no node can be asked.</summary>
    public required Verdict? BackgroundMigrations { get; init; }

    /// <summary>The newest backup; null when no backup location is configured.</summary>
    public NewestBackup? Backup { get; init; }

    /// <summary>The PostgreSQL majors that run, by node.</summary>
    public required ImmutableDictionary<Node, int> PostgresMajors { get; init; }
}
