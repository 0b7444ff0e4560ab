using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;

namespace GitLabHa.Roles;

/// <summary>All roles; a new one is a folder beside this file and a line here.</summary>
public static class RoleCatalog
{
    /// <summary>The roles of this repository.</summary>
    public static RoleSet Known { get; } = new(
        new BaseRole(),
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
        new MonitoringRole());
}
