using GitLabHa.Core.Model;

namespace GitLabHa.Core.Loading.Rules;

/// <summary>Roles that cannot be on one node, and why.</summary>
internal static class SharedNodeChecks
{
    public static void Run(EnvironmentDraft draft, RoleIndex roles, ProblemLog log)
    {
        foreach (var group in draft.Groups)
        {
            Pairs(draft, group, log);
            InOrder(draft, group, log);
            Conflicts(draft, group, log);
        }

        Migrating(draft, roles, log);
        Sshd(draft, log);
    }

    private static void Pairs(EnvironmentDraft draft, GroupDraft group, ProblemLog log)
    {
        for (var i = 0; i < group.Roles.Count; i++)
        {
            var role = draft.TraitsOf(group.Roles[i].Text);
            foreach (var other in group.Roles.Take(i).Select(x => draft.TraitsOf(x.Text)))
                if (other.PortClash(role) is var (port, first, second))
                    Apart(log, group, other, role, $"{first} and {second} both listen on port {port}");
        }
    }

    // A node is configured in the stage of its earliest role: what a later role waits for at its first start does not exist yet.
    private static void InOrder(EnvironmentDraft draft, GroupDraft group, ProblemLog log)
    {
        RoleTraits[] all = [.. draft.Roles.Where(x => group.Has(x.Name))];
        foreach (var role in all)
        {
            if (role.WaitsFor is not { } wait || (wait.Beside is { } beside && group.Has(beside))) continue;
            if (all.FirstOrDefault(x => x.Stage < role.Stage) is { } early)
                Apart(log, group, early, role, $"{wait.Why}, and a node with {early.Name} is configured before that exists");
        }
    }

    private static void Conflicts(EnvironmentDraft draft, GroupDraft group, ProblemLog log)
    {
        foreach (var role in draft.Roles.Where(x => group.Has(x.Name)))
            if (role.NotBeside.FirstOrDefault(x => group.Has(x.Role)) is { Role: { } other, Why: { } why })
                Apart(log, group, role, draft.TraitsOf(other), why);
    }

    // Source: https://gitlab.com/gitlab-org/omnibus-gitlab/-/blob/master/files/gitlab-cookbooks/gitlab/recipes/default.rb
    private static void Migrating(EnvironmentDraft draft, RoleIndex roles, ProblemLog log)
    {
        if (roles.GroupsOf(RoleNames.Rails) is not [var group, ..] || !group.Has(RoleNames.PgBouncer)) return;
        Apart(
            log, group, draft.TraitsOf(RoleNames.Rails), draft.TraitsOf(RoleNames.PgBouncer),
            "the first rails node migrates the schema, and Omnibus runs no migration on a node with PgBouncer");
    }

    private static void Sshd(EnvironmentDraft draft, ProblemLog log)
    {
        if (draft.Connection.Port is not { } port) return;
        foreach (var group in draft.Groups)
            if (group.Roles.SelectMany(x => draft.TraitsOf(x.Text).Listeners)
                .FirstOrDefault(x => x.Ports.Contains(port)) is { Program: { } program })
                log.Add(draft.PlaceOf("connection", "port"), "connection.port",
                    $"sshd and {program} on the nodes of {group.File} would both listen on port {port}: use another one for sshd, such "
                        + "as 22");
    }

    private static void Apart(ProblemLog log, GroupDraft group, RoleTraits first, RoleTraits second, string why) => log.Add(
        group.PlaceOf(second.Name), "roles",
        $"{first.Name} and {second.Name} cannot be on one node: {why}; put {second.Name} into a separate group");
}
