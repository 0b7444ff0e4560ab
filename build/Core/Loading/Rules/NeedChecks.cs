using GitLabHa.Core.Model;

namespace GitLabHa.Core.Loading.Rules;

/// <summary>What roles need of each other.</summary>
internal static class NeedChecks
{
    private static readonly (string Role, string[] Needs)[] Needs =
    [
        (RoleNames.Postgres, [RoleNames.Consul]),
        (RoleNames.PgBouncer, [RoleNames.Postgres]),
        (RoleNames.Praefect, [RoleNames.PraefectPostgres, RoleNames.Gitaly]),
        (RoleNames.Rails, [RoleNames.Postgres, RoleNames.PgBouncer, RoleNames.Redis, RoleNames.Gitaly]),
        (RoleNames.Sidekiq, [RoleNames.Rails]),
        (RoleNames.Monitoring, [RoleNames.Consul]),
    ];

    private static readonly string[] Balanced = [RoleNames.PgBouncer, RoleNames.Praefect, RoleNames.Rails];

    public static void Run(EnvironmentDraft draft, RoleIndex roles, ProblemLog log)
    {
        foreach (var (role, needs) in Needs.Where(x => roles.Has(x.Role)))
            foreach (var need in needs.Where(x => !roles.Has(x)))
                log.Add(roles.PlaceOf(role), "roles", $"{role} needs a group with the role {need}");
        LoadBalancer(draft, roles, log);
        DatabaseLoadBalancing(draft, roles, log);
    }

    private static void LoadBalancer(EnvironmentDraft draft, RoleIndex roles, ProblemLog log)
    {
        if (roles.Has(RoleNames.LoadBalancer) || draft.LoadBalancer.InternalHost is not null) return;
        const string Need = "need a group with the role load_balancer, or load_balancer.internal_host in environment.yml";
        foreach (var role in Balanced.Where(x => roles.Count(x) > 1))
            log.Add(roles.PlaceOf(role), "roles", $"{roles.Count(role)} {role} nodes {Need}");
    }

    // Rails would read from PgBouncers that follow the leader, and write through one beside a replica.
    // Source: https://docs.gitlab.com/administration/reference_architectures/3k_users/#supported-modifications-for-lower-user-counts-ha
    private static void DatabaseLoadBalancing(EnvironmentDraft draft, RoleIndex roles, ProblemLog log)
    {
        if (!draft.Database.LoadBalancing || roles.GroupsOf(RoleNames.PgBouncer).Any(x => !x.Has(RoleNames.Postgres))) return;
        log.Add(
            draft.PlaceOf("database", "load_balancing"),
            "database.load_balancing",
            "needs a group with the role pgbouncer but not postgres: PgBouncers on database nodes cannot serve both");
    }
}
