using GitLabHa.Core.Model;

namespace GitLabHa.Core.Loading.Rules;

/// <summary>How many nodes a role needs. Source: https://docs.gitlab.com/administration/reference_architectures/3k_users/</summary>
internal static class CountChecks
{
    private static readonly Dictionary<string, string> Voters = new()
    {
        [RoleNames.Consul] = "Consul",
        [RoleNames.Redis] = "Sentinel",
        [RoleNames.RedisCache] = "Sentinel",
        [RoleNames.Praefect] = "Praefect",
    };

    private static readonly Dictionary<string, string> OneGroup = new()
    {
        [RoleNames.Redis] = "there is one Redis master, the first node of the group",
        [RoleNames.RedisCache] = "there is one master of the cache, the first node of the group",
        [RoleNames.Postgres] = "all nodes of a Patroni cluster must have the same settings",
        [RoleNames.Praefect] = "all Praefects must have the same settings, and the first one migrates",
    };

    public static void Run(EnvironmentDraft draft, RoleIndex roles, ProblemLog log)
    {
        foreach (var (role, program) in Voters) Odd(roles, role, program, log);
        foreach (var (role, why) in OneGroup) InOneGroup(roles, role, why, log);
        Pair(roles, RoleNames.Postgres, log);
        Pair(roles, RoleNames.PgBouncer, log);
        Single(draft, roles, log);
    }

    private static void Odd(RoleIndex roles, string role, string program, ProblemLog log)
    {
        var count = roles.Count(role);
        if (count == 0 || count % 2 == 1) return;
        var reason = count == 2
            ? $"2 {program}s lose their majority when either one fails: use 1 or 3"
            : $"{count} {program}s survive no more failures than {count - 1}: use an odd number";
        log.Add(roles.PlaceOf(role), "roles", $"{role}: {reason}");
    }

    private static void InOneGroup(RoleIndex roles, string role, string why, ProblemLog log)
    {
        foreach (var group in roles.GroupsOf(role).Skip(1))
        {
            log.Add(group.PlaceOf(role), "roles", $"{role} is already the role of the group in {roles.PlaceOf(role)}: {why}");
        }
    }

    // A single Consul server says that this environment is not meant to survive failures.
    private static void Pair(RoleIndex roles, string role, ProblemLog log)
    {
        if (roles.Count(role) == 1 && roles.Count(RoleNames.Consul) > 1)
            log.Add(roles.PlaceOf(role), "roles", $"{role}: 1 node cannot fail over: use 2 or more (1 only together with 1 consul)");
    }

    private static void Single(EnvironmentDraft draft, RoleIndex roles, ProblemLog log)
    {
        if (roles.Count(RoleNames.PraefectPostgres) > 1)
            Report(RoleNames.PraefectPostgres, "expected 1 node: the package does not replicate Praefect's tracking database");
        if (roles.Count(RoleNames.LoadBalancer) > 1 && draft.LoadBalancer.InternalHost is null)
            Report(RoleNames.LoadBalancer, "only the first of several would be used: set load_balancer.internal_host to an address they share, or use 1 node");

        void Report(string role, string message) => log.Add(roles.PlaceOf(role), "roles", $"{role}: {message}");
    }
}
