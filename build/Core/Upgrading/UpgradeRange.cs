using GitLabHa.Core.Model;

namespace GitLabHa.Core.Upgrading;

/// <summary>From where to where, as the operator names it and as it is.</summary>
public sealed record UpgradeRange
{
    private UpgradeRange(GitLabVersion from, GitLabVersion to) => (From, To) = (from, to);

    /// <summary>What runs now. Its patch may be newer than all that are known: it exists, since it runs.</summary>
    public GitLabVersion From { get; }

    /// <summary>The later version to go to.</summary>
    public GitLabVersion To { get; }

    /// <summary>
    /// Resolves MAJOR.MINOR, which means its latest patch, and MAJOR.MINOR.PATCH; refuses what is not known, downgrades
    /// and a target that runs already, each with the nearest version that would do.
    /// </summary>
    /// <param name="table">What is known.</param>
    /// <param name="present">The version that the environment names.</param>
    /// <param name="from">Another version to come from, or null.</param>
    /// <param name="to">The version to go to.</param>
    /// <exception cref="OperatorException">There is no such upgrade.</exception>
    public static UpgradeRange Of(VersionTable table, GitLabVersion present, string? from, string to)
    {
        var start = from is null ? Known(table, present, present.ToString(), "gitlab.version") : Parse(table, from, "--from");
        var end = Parse(table, to, "--to");
        if (end > table[end].Latest) throw Unknown(table, end, to, "--to");
        if (end > start) return new UpgradeRange(start, end);
        var later = table.Releases.Select(x => x.Latest).FirstOrDefault(x => x > start);
        var nearest = later == default
            ? $"There is no later version: {table.Newest} is the newest one that is known."
            : $"The nearest later version is {later}.";
        throw end == start
            ? new OperatorException($"{end} is the version that runs already.", $"--to {to}", nearest)
            : new OperatorException(
                $"{start} to {end} is a downgrade, and GitLab never migrates its database back.",
                $"--to {to}",
                $"{nearest} To go back, restore a backup that {end} made.");
    }

    /// <summary>The version that an operator names with --to; refuses what is not known.</summary>
    public static GitLabVersion Resolve(VersionTable table, string to) => Parse(table, to, "--to");

    private static GitLabVersion Parse(VersionTable table, string text, string option)
    {
        if (GitLabVersion.TryParse(text, out var exact)) return Known(table, exact, text, option);
        if (!GitLabVersion.TryParse(text + ".0", out var minor))
            throw new OperatorException(
                $"'{text}' is no version.",
                option,
                $"Write MAJOR.MINOR for its latest patch, or MAJOR.MINOR.PATCH: for example {table.Newest.MinorText} or {table.Newest}.");
        return table[Known(table, minor, text, option)].Latest;
    }

    private static GitLabVersion Known(VersionTable table, GitLabVersion version, string text, string option) =>
        table.Find(version) is null ? throw Unknown(table, version, text, option) : version;

    private static OperatorException Unknown(VersionTable table, GitLabVersion version, string text, string option)
    {
        var nearest = table.Releases.LastOrDefault(x => x.First <= version) ?? table.Releases[0];
        return new OperatorException(
            $"GitLab {text} is not known{(version < nearest.First ? ", nor is the way from versions as old as that" : "")}.",
            option,
            $"The nearest version is {nearest.Latest}; known are {table.Releases[0].First.MinorText} to {table.Newest}. A newer one goes "
                + "into build/Core/Knowledge/upgrades/versions.json.");
    }
}
