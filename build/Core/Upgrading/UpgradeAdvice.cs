using GitLabHa.Core.Model;

namespace GitLabHa.Core.Upgrading;

/// <summary>What an operator should know of a whole path.</summary>
internal static class UpgradeAdvice
{
    public static IEnumerable<string> On(UpgradePath path)
    {
        // https://docs.gitlab.com/update/plan_your_upgrade/
        yield return "Make a backup before the first hop: the only way back is to restore it on the version that made it.";
        // https://docs.gitlab.com/update/background_migrations/
        yield return "After each hop, and before the next one, wait until the background migrations are finished.";
        if (path.Conditional.FirstOrDefault(x => x.Needed is null) is { } open)
            yield return $"Where an \"if\" above is so, stop there too: --to {open.Version.MinorText} first, then on.";
        if (path.Hops.Any(x => x.To < GitLabVersion.Oldest))
            yield return $"The settings of versions before {GitLabVersion.Oldest.MinorText} are not known: nothing was rendered for them.";
        if (path.Topology.Has(RoleNames.Praefect) && path.Topology.Environment.NtpHost is null)
            yield return "Praefect's check compares clocks with pool.ntp.org: set ntp_host where its nodes cannot reach that.";
        foreach (var line in path.ZeroDowntime ? Downtime(path) : []) yield return line;
    }

    private static IEnumerable<string> Downtime(UpgradePath path)
    {
        var topology = path.Topology;
        var alone = topology.Environment.Roles.Where(x => x.Upgrade is { StopsAlone: true }).OrderBy(x => x.Upgrade!.Rank)
            .Select(x => topology.With(x.Name)).Where(x => x.Length == 1).Select(x => x[0].Name).Distinct().ToArray();
        if (alone.Length > 0)
            yield return $"Not without downtime: {string.Join(", ", alone)}, alone in a role, stops while it is upgraded.";
        if (path.Postgres.Any(x => x.At is not null)) yield return "Not without downtime: a PostgreSQL major upgrade stops the database.";
    }
}
