using System.Collections.Immutable;
using GitLabHa.Core.Model;
using GitLabHa.Core.Upgrading;
using GitLabHa.Core.Upgrading.Postgres;

namespace GitLabHa.Roles.MajorUpgrade;

/// <summary>To which major, if to any: what the package brings, within the windows of the version that runs.</summary>
/// <param name="Major">The major, or null when there is none to go to.</param>
/// <param name="Refusal">Why not, with the nearest that would do; null with <paramref name="Major"/>.</param>
public sealed record PostgresTarget(int? Major, PreflightFinding? Refusal)
{
    /// <summary>
    /// Chooses it. A major that no package of GitLab brings, such as a distribution's, is outside of what is known: there the
    /// package on the nodes decides alone.
    /// </summary>
    /// <param name="table">What is known.</param>
    /// <param name="version">The GitLab that runs.</param>
    /// <param name="clusters">What was found.</param>
    /// <param name="wanted">The major that the operator names, or null for the newest.</param>
    public static PostgresTarget Choose(VersionTable table, GitLabVersion version, ImmutableArray<DatabaseCluster> clusters, int? wanted)
    {
        var nodes = clusters.SelectMany(x => x.Nodes).ToArray();
        var running = clusters.SelectMany(x => x.Majors).DefaultIfEmpty().Min();
        var brought = nodes.SelectMany(x => x.Brought).Distinct().Where(x => nodes.All(y => y.Brought.Contains(x))).Order().ToArray();
        var possible = brought.Where(x => x > running && Takes(table, version, running, x)).ToArray();
        if (wanted is null && possible.Length > 0) return new PostgresTarget(possible[^1], null);
        if (wanted is { } major && possible.Contains(major)) return new PostgresTarget(major, null);
        var problem = wanted switch
        {
            null => $"GitLab {version} has nowhere to go from PostgreSQL {running}.",
            { } same when same == running => $"PostgreSQL {running} runs already.",
            { } older when older < running => $"PostgreSQL {running} runs, and no upgrade goes back to {older}.",
            { } other => $"GitLab {version} cannot take PostgreSQL from {running} to {other}.",
        };
        return new PostgresTarget(
            null,
            new PreflightFinding(
                problem,
                $"the package of GitLab {version} brings {(brought.Length == 0 ? "none" : string.Join(", ", brought))}",
                Nearest(table, version, running, possible)));
    }

    private static bool Takes(VersionTable table, GitLabVersion version, int from, int to) =>
        !table.BringsPostgres(to) || table.Windows.Any(x => x.From == from && x.To == to && x.Contains(version));

    private static string Nearest(VersionTable table, GitLabVersion version, int running, int[] possible)
    {
        if (possible.Length > 0) return $"Here it goes to {string.Join(" or ", possible)}: --target-version {possible[^1]}.";
        var window = table.Windows.FirstOrDefault(x => x.From == running);
        if (window is null) return $"No window from PostgreSQL {running} is known. {Windows(table)}";
        return version < window.First
            ? $"From {running} to {window.To} it goes on GitLab {window.First.MinorText} to {window.Last.MinorText}: ./build.sh Upgrade "
                + $"--to {window.First.MinorText} first."
            : $"From {running} to {window.To} it goes on GitLab {window.First.MinorText} to {window.Last.MinorText}.";
    }

    private static string Windows(VersionTable table) =>
        "Known are "
            + string.Join(", ", table.Windows.Select(x => $"{x.From} to {x.To} on GitLab {x.First.MinorText} to {x.Last.MinorText}")) + ".";
}
