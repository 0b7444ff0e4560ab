using GitLabHa.Core.Model;

namespace GitLabHa.Core.Upgrading;

/// <summary>
/// The GitLab minors on which PostgreSQL under Patroni can go from one major to the next one that is needed.
/// Source: https://docs.gitlab.com/administration/package_information/postgresql_versions/
/// </summary>
/// <param name="From">The old major.</param>
/// <param name="To">The new major; what follows the window demands it.</param>
/// <param name="First">The first minor that can do it.</param>
/// <param name="Last">The last minor that can do it.</param>
public sealed record PostgresWindow(int From, int To, GitLabVersion First, GitLabVersion Last)
{
    /// <summary>Whether it can be done while this version runs.</summary>
    public bool Contains(GitLabVersion version) => version >= First && (version <= Last || version.IsOf(Last));
}

/// <summary>A PostgreSQL major upgrade on the way.</summary>
/// <param name="Window">Where it can be done.</param>
/// <param name="At">The last version of the path on which it can be done; null when nothing up to the target demands it.</param>
/// <param name="Before">The hop's version that demands it; null with <paramref name="At"/>.</param>
public sealed record PostgresMove(PostgresWindow Window, GitLabVersion? At, GitLabVersion? Before);
