using GitLabHa.Core.Model;

namespace GitLabHa.Core.Upgrading;

/// <summary>What an operator should know of a whole path.</summary>
internal static class UpgradeAdvice
{
    // Only these stop for good while their one node is upgraded; a single load balancer runs no package.
    private static readonly string[] Served =
        [
            RoleNames.Consul, RoleNames.Redis, RoleNames.RedisCache, RoleNames.PgBouncer, RoleNames.PraefectPostgres, RoleNames.Praefect,
            RoleNames.Gitaly, RoleNames.Rails, RoleNames.Sidekiq,
        ];

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
        var alone = Served.Select(path.Topology.With).Where(x => x.Length == 1).Select(x => x[0].Name).Distinct().ToArray();
        if (alone.Length > 0) yield return $"Not without downtime: {string.Join(", ", alone)}, alone in a role, stops while it is upgraded.";
        if (path.Postgres.Any(x => x.At is not null)) yield return "Not without downtime: a PostgreSQL major upgrade stops the database.";
    }
}
