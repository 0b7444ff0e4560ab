using System.Collections.Immutable;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Linting;
using GitLabHa.Core.Model;
using GitLabHa.Core.Secrets;

namespace GitLabHa.Core.Upgrading;

/// <summary>The way from one version to another. Source: https://docs.gitlab.com/update/upgrade_paths/</summary>
public sealed record UpgradePath
{
    /// <summary>The topology whose upgrade it is.</summary>
    public required Topology Topology { get; init; }

    /// <summary>What runs now.</summary>
    public required GitLabVersion From { get; init; }

    /// <summary>What was asked for.</summary>
    public required GitLabVersion To { get; init; }

    /// <summary>Whether it goes one minor at a time, so that old and new nodes can run side by side.</summary>
    public required bool ZeroDowntime { get; init; }

    /// <summary>The steps in order, at least one; the last one ends at <see cref="To"/>.</summary>
    public required ImmutableArray<UpgradeHop> Hops { get; init; }

    /// <summary>Stops on the way that the hops leave out, since they are needed only under a condition.</summary>
    public required ImmutableArray<ConditionalStop> Conditional { get; init; }

    /// <summary>The PostgreSQL major upgrades that are possible or due on the way.</summary>
    public required ImmutableArray<PostgresMove> Postgres { get; init; }

    /// <summary>What holds for all of it.</summary>
    public IEnumerable<string> Advice => UpgradeAdvice.On(this);

    /// <summary>
    /// Finds it: with downtime from stop to stop, with zero downtime minor by minor, always to the latest patch.
    /// The versions come from <see cref="UpgradeRange"/>, which refuses what cannot be.
    /// </summary>
    public static UpgradePath Find(VersionTable table, Topology topology, UpgradeRange range, bool zeroDowntime) =>
        new PathFinder(table, topology, range, zeroDowntime).Find();

    /// <summary>
    /// The same path with what each version would refuse or ignore of the settings: every node is rendered for it and linted.
    /// </summary>
    public UpgradePath Linted(Func<RoleContext, DesiredNode> compose, ISecretSource secrets) => this with
    {
        Hops = [.. Hops.Select(x => x.To < GitLabVersion.Oldest ? x : x with { Settings = Lint(x.To, compose, secrets) })],
    };

    private IReadOnlyList<NodesFinding> Lint(GitLabVersion version, Func<RoleContext, DesiredNode> compose, ISecretSource secrets)
    {
        var then = new Topology(Topology.Environment with { Version = version });
        return SiteLinter.Lint(
            then.PackageNodes.Select(node => compose(new RoleContext { Node = node, Topology = then, Secrets = secrets })), then);
    }
}
