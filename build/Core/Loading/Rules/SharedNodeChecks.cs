using GitLabHa.Core.Model;

namespace GitLabHa.Core.Loading.Rules;

/// <summary>Roles that cannot be on one node, and why.</summary>
internal static class SharedNodeChecks
{
    // A node is configured in the stage of its earliest role. When these start for the first time, something must be there that
    // comes after the roles on the right; beside the role named last, it comes with it.
    private static readonly (string Role, string Why, string[] TooEarly, string? Unless)[] Order =
    [
        (RoleNames.PgBouncer, "PgBouncer waits for the PostgreSQL leader",
            [RoleNames.Consul, RoleNames.Redis, RoleNames.RedisCache], RoleNames.Postgres),
        (RoleNames.Praefect, "Praefect migrates its tracking database",
            [
                RoleNames.Consul, RoleNames.Redis, RoleNames.RedisCache, RoleNames.Postgres, RoleNames.PgBouncer,
                RoleNames.PraefectPostgres,
            ], null),
    ];

    public static void Run(EnvironmentDraft draft, RoleIndex roles, ProblemLog log)
    {
        foreach (var group in draft.Groups)
        {
            OnePort(group, log);
            InOrder(group, log);
            OneMaster(group, log);
        }

        Migrating(roles, log);
        Sshd(draft, log);
    }

    private static void OnePort(GroupDraft group, ProblemLog log)
    {
        for (var i = 0; i < group.Roles.Count; i++)
        {
            var (role, place) = group.Roles[i];
            foreach (var (other, _) in group.Roles.Take(i))
                if (Listeners.Clash(other, role) is var (port, first, second))
                    Apart(log, place, other, role, $"{first} and {second} both listen on port {port}");
        }
    }

    private static void InOrder(GroupDraft group, ProblemLog log)
    {
        foreach (var (role, why, tooEarly, unless) in Order)
        {
            if (!group.Has(role) || (unless is not null && group.Has(unless))) continue;
            if (tooEarly.FirstOrDefault(group.Has) is not { } first) continue;
            Apart(log, group.PlaceOf(role), first, role, $"{why}, and a node with {first} is configured before that is there");
        }
    }

    private static void OneMaster(GroupDraft group, ProblemLog log)
    {
        if (!group.Has(RoleNames.RedisCache)) return;
        if (new[] { RoleNames.Rails, RoleNames.Sidekiq }.FirstOrDefault(group.Has) is { } role)
            Apart(
                log, group.PlaceOf(role), RoleNames.RedisCache, role,
                "Rails there would take the master of the cache for the main one: both are redis['master_name']");
    }

    // Source: https://gitlab.com/gitlab-org/omnibus-gitlab/-/blob/master/files/gitlab-cookbooks/gitlab/recipes/default.rb
    private static void Migrating(RoleIndex roles, ProblemLog log)
    {
        if (roles.GroupsOf(RoleNames.Rails) is not [var group, ..] || !group.Has(RoleNames.PgBouncer)) return;
        Apart(log, group.PlaceOf(RoleNames.PgBouncer), RoleNames.Rails, RoleNames.PgBouncer,
            "the first rails node migrates the schema, and Omnibus runs no migration on a node with PgBouncer");
    }

    private static void Sshd(EnvironmentDraft draft, ProblemLog log)
    {
        if (draft.Connection.Port is not { } port) return;
        foreach (var group in draft.Groups)
            if (group.Roles.SelectMany(x => Listeners.Of(x.Text)).FirstOrDefault(x => x.Port == port) is { Program: { } program })
                log.Add(draft.PlaceOf("connection", "port"), "connection.port",
                    $"sshd and {program} on the nodes of {group.File} would both listen on port {port}: use another one for sshd, such as 22");
    }

    private static void Apart(ProblemLog log, Place place, string first, string second, string why) =>
        log.Add(place, "roles", $"{first} and {second} cannot be on one node: {why}; put {second} into a group of its own");
}
