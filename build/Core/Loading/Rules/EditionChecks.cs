using GitLabHa.Core.Model;

namespace GitLabHa.Core.Loading.Rules;

/// <summary>The package gitlab-ce holds no Consul, Patroni, PgBouncer and Sentinel.</summary>
internal static class EditionChecks
{
    private static readonly (string Role, string Program)[] EnterpriseOnly =
    [
        (RoleNames.Consul, "Consul"), (RoleNames.Redis, "Sentinel"), (RoleNames.RedisCache, "Sentinel"),
        (RoleNames.Postgres, "Patroni"), (RoleNames.PgBouncer, "PgBouncer"),
    ];

    public static void Run(EnvironmentDraft draft, RoleIndex roles, ProblemLog log)
    {
        if (draft.Edition != GitLabEdition.Ce) return;
        foreach (var (role, program) in EnterpriseOnly)
            if (roles.Has(role))
                log.Add(roles.PlaceOf(role), "roles", $"{role} needs gitlab.edition: ee ({program} is not in the package gitlab-ce; ee works without a license, too)");
    }
}
