using System.Collections.Immutable;
using System.Globalization;
using GitLabHa.Core.Upgrading;
using GitLabHa.Core.Upgrading.Postgres;

namespace GitLabHa.Roles.MajorUpgrade;

/// <summary>What is asked before a PostgreSQL major upgrade; a new rule is a line here.</summary>
public static class PostgresPreflight
{
    private const long KiBPerGiB = 1024 * 1024;

    /// <summary>The rules, in the order of the report.</summary>
    public static ImmutableArray<PreflightRule<PostgresFacts>> Rules { get; } =
    [
        .. Preflight.Common.Select(x => new PreflightRule<PostgresFacts>(x.Title, facts => x.Find(facts.Site))),
        new("the GitLab that runs can do it", facts => facts.Target.Refusal is { } refusal ? [refusal] : []),
        new("no setting holds PostgreSQL where it is", Pinned),
        new("there is a leader, and all nodes have data", facts => Whole(facts.Clusters, facts.Target.Major)),
        new("there is room for the data once more, and for what pg_upgrade writes", Space),
        new("there are no remains of an earlier upgrade", facts => Leftovers(facts.Clusters, facts.Target.Major)),
    ];

    /// <summary>Everything that is against it, all at once.</summary>
    public static void Refuse(PostgresFacts facts) =>
        Preflight.Refuse([.. Rules.SelectMany(x => x.Find(facts))], facts.Site.Topology.Environment.Name);

    /// <summary>What is against going on with one that is under way.</summary>
    public static void RefuseToContinue(ImmutableArray<DatabaseCluster> clusters, int major, string environment) =>
        Preflight.Refuse([.. Whole(clusters, major), .. Leftovers(clusters, major)], environment);

    // gitlab-ctl pg-upgrade then does nothing, and exits with 0.
    private static IEnumerable<PreflightFinding> Pinned(PostgresFacts facts)
    {
        foreach (var pinned in facts.Pinned.GroupBy(x => x.Value, x => x.Key.Name))
            yield return new PreflightFinding(
                $"postgresql['version'] is {pinned.Key} in the settings: gitlab-ctl pg-upgrade does nothing then.",
                string.Join(", ", pinned.Order(StringComparer.Ordinal)),
                $"Take it out of the group's settings, then ./build.sh Deploy --env {facts.Site.Topology.Environment.Name}: what is "
                    + "there keeps its major.");
    }

    private static IEnumerable<PreflightFinding> Whole(ImmutableArray<DatabaseCluster> clusters, int? major)
    {
        foreach (var cluster in clusters.Where(x => !x.Nodes.Any(y => y.Is(major ?? 0))))
        {
            if (cluster.Nodes.FirstOrDefault(x => x.Data is null) is { } empty)
                yield return new PreflightFinding(
                    $"There are no data in {empty.Directory}.", empty.Node.Name,
                    $"If an upgrade broke off there, {empty.Directory}.OLD beside it has the old ones: move them back and start "
                    + "PostgreSQL.");
            else if (cluster.Source(major ?? 0) is null)
                yield return new PreflightFinding(
                    "Patroni names no leader, so it is unknown which node has the current data.",
                    string.Join(", ", cluster.Nodes.Select(x => x.Node)),
                    "See gitlab-ctl patroni members and gitlab-ctl tail patroni there.");
        }
    }

    // pg_upgrade copies the leader's data; the replicas keep the old data beside the new copy.
    private static IEnumerable<PreflightFinding> Space(PostgresFacts facts)
    {
        foreach (var cluster in facts.Clusters)
            foreach (var node in cluster.Nodes.Where(x => facts.Target.Major is not { } major || x.Data < major))
            {
                var copies = cluster.Replicas(facts.Target.Major ?? 0).Contains(node) ? 1 : 2;
                if (node.FreeKiB >= copies * node.UsedKiB) continue;
                yield return new PreflightFinding(
                    $"{GiB(node.FreeKiB)} GiB are free, and {copies} times the data ({GiB(node.UsedKiB)} GiB) are needed.",
                    $"{node.Node.Name}: {node.Directory}", "Make room or grow the disk.");
            }
    }

    // On a node with the new programs, the folders beside the data belong to the upgrade in progress.
    private static IEnumerable<PreflightFinding> Leftovers(ImmutableArray<DatabaseCluster> clusters, int? major)
    {
        foreach (var node in clusters.SelectMany(x => x.Nodes).Where(x => !x.Beside.IsEmpty && (major is null || x.Programs != major)))
            yield return new PreflightFinding(
                $"{string.Join(" and ", node.Beside)}: left over from an earlier upgrade; gitlab-ctl stops at them.",
                node.Node.Name,
                "Check their logs if it was interrupted (pg_upgrade_output.d). If they are not needed: "
                    + string.Join("; ", node.Beside.Select(x => $"rm -rf {x}")));
    }

    private static string GiB(long kiB) => ((double)kiB / KiBPerGiB).ToString("0.0", CultureInfo.InvariantCulture);
}
