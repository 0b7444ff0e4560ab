using System.Collections.Immutable;
using GitLabHa.Core.Linting;
using GitLabHa.Core.Model;

namespace GitLabHa.Core.Upgrading;

/// <summary>One step of an upgrade: every node goes from one exact version to the next.</summary>
public sealed record UpgradeHop
{
    /// <summary>What runs before.</summary>
    public required GitLabVersion From { get; init; }

    /// <summary>What runs after.</summary>
    public required GitLabVersion To { get; init; }

    /// <summary>Why the path goes there.</summary>
    public required HopKind Kind { get; init; }

    /// <summary>The same in words.</summary>
    public required string Why { get; init; }

    /// <summary>The minor gone to: its package's guards, and the PostgreSQL it brings.</summary>
    public required Release Release { get; init; }

    /// <summary>The PostgreSQL major upgrade that must be done while <see cref="From"/> still runs, or null.</summary>
    public PostgresMove? Postgres { get; init; }

    /// <summary>What to know before.</summary>
    public ImmutableArray<VersionNote> Notes { get; init; } = [];

    /// <summary>
    /// What <see cref="To"/> would refuse or ignore of this environment's settings; null when it is older than all versions whose settings
    /// are known.
    /// </summary>
    public IReadOnlyList<NodesFinding>? Settings { get; init; }

    /// <summary>Whether the package of <see cref="To"/> would let itself be installed over <see cref="From"/>.</summary>
    public bool PassesGuard => Release.MinFrom is not { } least || From >= least;

    /// <summary>Whether <see cref="To"/> is known to be too new for that major of PostgreSQL.</summary>
    public bool IsTooNewFor(int postgres) => Release.MinPostgres > postgres && VersionTable.Known.BringsPostgres(postgres);
}
