using System.Collections.Immutable;
using GitLabHa.Core.Model;

namespace GitLabHa.Core.Upgrading;

/// <summary>
/// Which nodes take a new version when. A node has one package for all its roles, so the earliest of them counts. Within a
/// group the rollouts of its roles decide: replicas first, the leader last, after a hand-over.
/// Source: https://docs.gitlab.com/update/zero_downtime/
/// </summary>
public static class UpgradeOrder
{
    /// <summary>The groups that run the package, in order.</summary>
    public static ImmutableArray<UpgradeTier> Of(Topology topology)
    {
        var deploys = topology.With(RoleNames.Rails).FirstOrDefault() is { } first ? topology.GroupOf(first) : null;
        // New code never runs before the first Rails node has migrated.
        int Place(NodeGroup group) => deploys is not null && group != deploys && topology.UsesSchema(group)
            ? Math.Max(Rank(topology, group), Rank(topology, deploys))
            : Rank(topology, group);

        return
        [
            .. topology.Environment.Groups.Where(x => x.Nodes.Any(topology.RunsPackage))
                .OrderBy(Place).ThenBy(x => x != deploys)
                .Select(x => new UpgradeTier(Earliest(topology, x).Name, x)),
        ];
    }

    private static int Rank(Topology topology, NodeGroup group) => Earliest(topology, group).Upgrade!.Rank;

    private static RoleTraits Earliest(Topology topology, NodeGroup group) =>
        group.Roles.Select(topology.TraitsOf).Where(x => x.Upgrade is not null).MinBy(x => x.Upgrade!.Rank)!;
}
