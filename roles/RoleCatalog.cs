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

    /// <summary>Their names.</summary>
    public static IReadOnlyCollection<string> Names { get; } = [.. All.Select(x => x.Name)];

    /// <summary>What a node takes: the base, when it runs the gitlab package, and the roles of its group.</summary>
    public static IReadOnlyCollection<Role> Of(Node node) =>
        [.. All.Where(x => node.Has(x.Name)).Prepend(Base).Where(x => x != Base || Topology.RunsPackage(node))];

    /// <summary>The stage that configures a node: the earliest of its roles.</summary>
    public static Stage StageOf(Node node) => StageOf(node.Roles);

    /// <summary>The stage that configures the nodes of a group with these roles.</summary>
    public static Stage StageOf(IReadOnlyCollection<string> roles) => All.Where(x => roles.Contains(x.Name)).Min(x => x.Stage);

    /// <summary>Composes what a node shall be.</summary>
    public static DesiredNode Compose(RoleContext context) => DesiredNode.Compose(Of(context.Node), context);
}
