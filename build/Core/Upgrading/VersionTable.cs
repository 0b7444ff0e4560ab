using System.Collections.Immutable;
using GitLabHa.Core.Model;

namespace GitLabHa.Core.Upgrading;

/// <summary>What is known of GitLab's versions and the ways between them.</summary>
public sealed record VersionTable
{
    private static readonly Lazy<VersionTable> Embedded = new(UpgradeKnowledge.Load);

    /// <summary>The table that is built in.</summary>
    public static VersionTable Known => Embedded.Value;

    /// <summary>The minors without a gap, oldest first.</summary>
    public required ImmutableArray<Release> Releases { get; init; }

    /// <summary>The required stops, oldest first.</summary>
    public required ImmutableArray<UpgradeStop> Stops { get; init; }

    /// <summary>The windows for PostgreSQL majors, oldest first.</summary>
    public required ImmutableArray<PostgresWindow> Windows { get; init; }

    /// <summary>Notes on versions.</summary>
    public required ImmutableArray<VersionNote> Notes { get; init; }

    /// <summary>The newest version that is known.</summary>
    public GitLabVersion Newest => Releases[^1].Latest;

    /// <summary>The minor of a version, or null when it is not known.</summary>
    public Release? Find(GitLabVersion version) => Releases.FirstOrDefault(x => x.Has(version));

    /// <summary>
    /// Whether a package of GitLab brings that major of PostgreSQL; any other, such as a distribution's, is outside of what is known.
    /// </summary>
    public bool BringsPostgres(int major) => Releases.Any(x => x.Brings(major));

    /// <summary>The minor of a version that was resolved against this table.</summary>
    public Release this[GitLabVersion version] => Find(version) ?? throw new InvalidOperationException($"{version} is not in the table");
}
