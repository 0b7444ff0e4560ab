using System.Collections.Immutable;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;

namespace GitLabHa.Roles;

/// <summary>All roles; a new one is a folder beside this file and a line here.</summary>
public static class RoleCatalog
{
    private static readonly Role Base = new BaseRole();

    /// <summary>The roles a role definition may name.</summary>
    public static IReadOnlyList<Role> All { get; } =
    [
        new ConsulRole(),
        new RedisRole(RedisCluster.Main),
        new RedisRole(RedisCluster.Cache),
        new PostgresRole(),
        new PgBouncerRole(),
        new PraefectPostgresRole(),
        new PraefectRole(),
        new GitalyRole(),
        new LoadBalancerRole(),
        new RailsRole(),
        new SidekiqRole(),
        new MonitoringRole(),
    ];

    /// <summary>What the loader and the topology know of them.</summary>
    public static ImmutableArray<RoleTraits> Traits { get; } = [.. All.Select(x => x.Traits)];

    /// <summary>What a node takes: the base, when it runs the gitlab package, and the roles of its group.</summary>
    public static IReadOnlyCollection<Role> Of(Node node)
    {
        Role[] own = [.. All.Where(x => node.Has(x.Name))];
        return own.Any(x => x.Traits.Upgrade is not null) ? [Base, .. own] : own;
    }

    /// <summary>Composes what a node shall be.</summary>
    public static DesiredNode Compose(RoleContext context) => DesiredNode.Compose(Of(context.Node), context);
}
