using GitLabHa.Core.Model;

namespace GitLabHa.Core.Loading.Rules;

/// <summary>The package gitlab-ce has no Consul, Patroni, PgBouncer and Sentinel.</summary>
internal static class EditionChecks
{
    public static void Run(EnvironmentDraft draft, RoleIndex roles, ProblemLog log)
    {
        if (draft.Edition != GitLabEdition.Ce) return;
        foreach (var role in draft.Roles.Where(x => x.EnterpriseProgram is not null && roles.Has(x.Name)))
            log.Add(
                roles.PlaceOf(role.Name), "roles",
                $"{role.Name} needs gitlab.edition: ee ({role.EnterpriseProgram} is not in the package gitlab-ce; ee works without a "
                    + "license, too)");
    }
}
