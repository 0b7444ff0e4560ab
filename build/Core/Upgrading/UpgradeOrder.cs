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
    private static readonly ImmutableArray<string> Roles =
    [
        RoleNames.Consul, RoleNames.Postgres, RoleNames.PraefectPostgres, RoleNames.PgBouncer, RoleNames.Redis, RoleNames.RedisCache,
        RoleNames.Gitaly, RoleNames.Praefect, RoleNames.Rails, RoleNames.Sidekiq, RoleNames.Monitoring,
    ];

    /// <summary>The groups that run the package, in order.</summary>
    public static ImmutableArray<UpgradeTier> Of(Topology topology)
    {
        var deploys = topology.With(RoleNames.Rails).FirstOrDefault() is { } first ? topology.GroupOf(first) : null;
        int Place(NodeGroup group)
        {
            var place = Earliest(group);
            // New code never runs before the first Rails node has migrated.
            return deploys is not null && group != deploys && UsesSchema(group) ? Math.Max(place, Earliest(deploys)) : place;
        }

        return
        [
            .. topology.Environment.Groups.Where(x => x.Nodes.Any(Topology.RunsPackage))
                .OrderBy(Place).ThenBy(x => x != deploys)
                .Select(x => new UpgradeTier(Roles[Earliest(x)], x)),
        ];
    }

    private static bool UsesSchema(NodeGroup group) => group.Roles.Contains(RoleNames.Rails) || group.Roles.Contains(RoleNames.Sidekiq);

    private static int Earliest(NodeGroup group) => group.Roles.Select(x => Roles.IndexOf(x)).Where(x => x >= 0).Min();
}
