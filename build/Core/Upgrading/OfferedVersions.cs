using System.Collections.Immutable;
using GitLabHa.Core.Model;

namespace GitLabHa.Core.Upgrading;

/// <summary>Finds the way through the versions that the nodes' repositories offer.</summary>
public sealed record OfferedVersions
{
    /// <summary>What every node can install, oldest first.</summary>
    public required ImmutableArray<GitLabVersion> Versions { get; init; }

    /// <summary>Those that all nodes offer; a node whose answer is empty offers none.</summary>
    public static OfferedVersions Of(IReadOnlyCollection<string> answers)
    {
        var each = answers.Select(Read).ToArray();
        return new OfferedVersions
        {
            Versions = [
            .. each.SelectMany(x => x).Distinct().Where(x => each.All(one => one.Contains(x))).Order()]
        };
    }

    /// <summary>The table with the newest offered patch as the latest one of its minor.</summary>
    public VersionTable In(VersionTable table) => table with
    {
        Releases = [.. table.Releases.Select(x => Newest(x) is { } offered ? x with { Latest = offered } : x)],
    };

    /// <summary>Refuses a path that goes by what is not offered, or that leaves out a minor while people work.</summary>
    public UpgradePath Checked(UpgradePath path)
    {
        var missing = path.Hops.Where(x => !Versions.Contains(x.To)).Select(x => x.To).ToArray();
        if (missing.Length == 0) return path;
        throw new OperatorException(
            $"The repositories of the nodes do not all offer {string.Join(", ", missing)}, and "
                + (path.ZeroDowntime ? "without downtime no minor may be left out." : "the path goes by it."),
            $"offered on all nodes: {string.Join(", ", Versions.Where(x => x >= path.From))}",
            path.ZeroDowntime
                ? "Add what is missing to the repository, or go from stop to stop: --with-downtime."
                : "Add what is missing to the repository, or name a version that is offered with --to.");
    }

    // Packages carry a suffix, as in 18.2.8-ee.0 or 18.2.8-ee.0.el8.
    private static HashSet<GitLabVersion> Read(string answer) =>
    [
        .. answer.Split(['\r', '\n', ' '], StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(x => GitLabVersion.TryParse(x.Split('-')[0], out var version) ? [version] : Array.Empty<GitLabVersion>()),
    ];

    private GitLabVersion? Newest(Release release) => Versions.Where(release.Has).Select(x => (GitLabVersion?)x).LastOrDefault();
}
