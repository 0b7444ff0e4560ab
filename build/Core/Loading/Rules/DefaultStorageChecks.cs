using GitLabHa.Core.Model;

namespace GitLabHa.Core.Loading.Rules;

/// <summary>
/// Without Praefect one Gitaly node serves the storage default, which Rails requires: the node with that storage name, or the
/// first node when it has no storage name.
/// Source: https://docs.gitlab.com/administration/gitaly/configure_gitaly/#gitlab-requires-a-default-repository-storage
/// </summary>
internal static class DefaultStorageChecks
{
    /// <summary>Runs before names are assigned: a name in a file is never changed.</summary>
    public static void Run(EnvironmentDraft draft, ProblemLog log)
    {
        if (draft.Incomplete || draft.Groups.Any(x => x.Has(RoleNames.Praefect))) return;
        NodeDraft[] nodes = [.. draft.Nodes.Where(x => x.Group.Has(RoleNames.Gitaly))];
        if (nodes.FirstOrDefault() is not { Storage: not null } first || nodes.Any(x => x.Storage == GitStorage.Default)) return;
        log.Add(
            first.PlaceOf("storage"),
            "nodes.storage",
            "GitLab requires a storage named default, and without Praefect a Gitaly node serves it: write \"storage: default\" for one "
                + "node of a new site, "
            + "on a running site for the node whose storage has that name");
    }
}
