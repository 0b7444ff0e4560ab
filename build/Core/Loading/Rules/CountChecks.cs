using GitLabHa.Core.Model;

namespace GitLabHa.Core.Loading.Rules;

/// <summary>How many nodes a role has, and in how many groups, against what the role allows.</summary>
internal static class CountChecks
{
    public static void Run(EnvironmentDraft draft, RoleIndex roles, ProblemLog log)
    {
        foreach (var role in draft.Roles.Where(x => roles.Has(x.Name)))
        {
            var nodes = roles.Count(role.Name);
            foreach (var problem in Problems(draft, role, nodes, roles))
                log.Add(roles.PlaceOf(role.Name), "roles", $"{role.Name}: {problem}");
            if (role.Count.OneGroup is { } why) InOneGroup(roles, role.Name, why, log);
        }
    }

    private static IEnumerable<string> Problems(EnvironmentDraft draft, RoleTraits role, int nodes, RoleIndex roles)
    {
        if (role.Count.Voters is { } program && nodes % 2 == 0) yield return Even(nodes, program);
        // A single Consul server says that this environment is not meant to survive failures.
        if (role.Count.FailsOver && nodes == 1 && roles.Count(RoleNames.Consul) > 1)
            yield return "1 node cannot fail over: use 2 or more (1 only together with 1 consul)";
        if (role.Count.One is { } why && nodes > 1) yield return $"expected 1 node: {why}";
        if (role.Count.SharesAddress is { } reason && nodes > 1 && draft.LoadBalancer.InternalHost is null)
            yield return $"{reason}: set load_balancer.internal_host to an address they share, or use 1 node";
    }

    private static string Even(int nodes, string program) => nodes == 2
        ? $"2 {program}s lose their majority when either one fails: use 1 or 3"
        : $"{nodes} {program}s survive no more failures than {nodes - 1}: use an odd number";

    private static void InOneGroup(RoleIndex roles, string role, string why, ProblemLog log)
    {
        foreach (var group in roles.GroupsOf(role).Skip(1))
            log.Add(group.PlaceOf(role), "roles", $"{role} is already the role of the group in {roles.PlaceOf(role)}: {why}");
    }
}
