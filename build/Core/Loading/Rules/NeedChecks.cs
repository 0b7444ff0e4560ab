using GitLabHa.Core.Model;

namespace GitLabHa.Core.Loading.Rules;

/// <summary>What roles need of each other.</summary>
internal static class NeedChecks
{
    public static void Run(EnvironmentDraft draft, RoleIndex roles, ProblemLog log)
    {
        foreach (var role in draft.Roles.Where(x => roles.Has(x.Name)))
            foreach (var need in role.Needs.Where(x => !roles.Has(x)))
                log.Add(roles.PlaceOf(role.Name), "roles", $"{role.Name} needs a group with the role {need}");
        LoadBalancer(draft, roles, log);
        DatabaseLoadBalancing(draft, roles, log);
    }

    private static void LoadBalancer(EnvironmentDraft draft, RoleIndex roles, ProblemLog log)
    {
        if (roles.Has(RoleNames.LoadBalancer) || draft.LoadBalancer.InternalHost is not null) return;
        const string Need = "need a group with the role load_balancer, or load_balancer.internal_host in environment.yml";
        foreach (var role in draft.Roles.Where(x => x.Balanced).Select(x => x.Name).Where(x => roles.Count(x) > 1))
            log.Add(roles.PlaceOf(role), "roles", $"{roles.Count(role)} {role} nodes {Need}");
    }

    // Rails reads from the port of its writes on every PostgreSQL node. The PgBouncer there must stay on its node, and those that
    // serve writes must follow the leader: one cannot do both.
    // Source: https://docs.gitlab.com/administration/postgresql/database_load_balancing/#configure-database-load-balancing
    private static void DatabaseLoadBalancing(EnvironmentDraft draft, RoleIndex roles, ProblemLog log)
    {
        if (!draft.Database.LoadBalancing) return;
        var place = draft.PlaceOf("database", "load_balancing");
        foreach (var group in roles.GroupsOf(RoleNames.PgBouncer).Where(x => x.Has(RoleNames.Postgres)))
            log.Add(
                place, "database.load_balancing",
                $"{group.File} gives its nodes the roles postgres and pgbouncer: move pgbouncer to nodes of its own; "
                    + "reads get a PgBouncer on each PostgreSQL node by themselves");
        if (roles.Count(RoleNames.Postgres) == 1)
            log.Add(place, "database.load_balancing", "1 postgres node has no replica to read from: use 2 or more");
    }
}
