using System.Collections.Immutable;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Observing;
using GitLabHa.Core.Rendering;
using GitLabHa.Core.Upgrading;
using GitLabHa.Core.Upgrading.Postgres;

namespace GitLabHa.Roles.MajorUpgrade;

/// <summary>The major upgrade of the databases by gitlab-ctl pg-upgrade.</summary>
internal sealed class PostgresMajorUpgrade : IMajorUpgrade
{
    private const string DefaultDirectory = "/var/opt/gitlab/postgresql";

    /// <inheritdoc />
    public string DirectoryOf(DesiredNode node) => Path.Combine(Setting(node, "dir") ?? DefaultDirectory, "data");

    /// <inheritdoc />
    public int Choose(ObservedSite site, ImmutableArray<DatabaseCluster> clusters, PreflightFacts facts, int? wanted)
    {
        var target = PostgresTarget.Choose(VersionTable.Known, site.Topology.Environment.Version, clusters, wanted);
        var nodes = clusters.SelectMany(x => x.Nodes).Select(x => x.Node).ToHashSet();
        PostgresPreflight.Refuse(new PostgresFacts
        {
            Site = facts,
            Clusters = clusters,
            Target = target,
            Pinned = site.Desired.Where(x => nodes.Contains(x.Node))
                .Select(x => KeyValuePair.Create(x.Node, Setting(x, "version"))).Where(x => x.Value is not null)
                .ToImmutableDictionary(x => x.Key, x => x.Value!),
        });
        return target.Major!.Value;
    }

    /// <inheritdoc />
    public void RefuseToContinue(ImmutableArray<DatabaseCluster> clusters, int major, string environment) =>
        PostgresPreflight.RefuseToContinue(clusters, major, environment);

    /// <inheritdoc />
    public ImmutableArray<PostgresPhase> Phases(ObservedSite site, ImmutableArray<DatabaseCluster> clusters, int major, TimeSpan limit) =>
        Steps(site, major, limit).Of(clusters);

    /// <inheritdoc />
    public PostgresPhase Await(ObservedSite site, ImmutableArray<DatabaseCluster> clusters, int major, TimeSpan limit) =>
        Steps(site, major, limit).Await(clusters);

    /// <inheritdoc />
    public PostgresPhase Repair(ObservedSite site, ImmutableArray<DatabaseCluster> clusters, int major, TimeSpan limit) =>
        Steps(site, major, limit).Repair(clusters);

    private static PostgresSteps Steps(ObservedSite site, int major, TimeSpan limit) =>
        new(site.Topology, site.Site.Secrets, site.Desired, site.Observed, major, limit);

    private static string? Setting(DesiredNode node, string key) =>
        (node.GitlabRb?.Sections["postgresql"] as RubyMap)?[key] is { } value ? RubyLiteral.Write(value).Masked.Trim('\'', '"') : null;
}
