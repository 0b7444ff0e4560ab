namespace GitLabHa.Core.Linting;

/// <summary>
/// Names that were added or removed between two of the embedded lists, with the exact minor.
/// Source: the tags of https://gitlab.com/gitlab-org/omnibus-gitlab
/// </summary>
internal static class SettingHistory
{
    /// <summary>The first minor that knows a name, or applies it.</summary>
    public static readonly IReadOnlyDictionary<string, (int Major, int Minor, string Before)> Since =
        new Dictionary<string, (int, int, string)>
        {
            ["gitaly_role"] = (17, 6, "switch the other services off instead"),
            ["backup_role"] = (18, 11, "no earlier version has it"),
            ["gitlab_rails.nginx"] = (19, 2, "earlier versions ignore it: use nginx"),
            // https://docs.gitlab.com/omnibus/settings/configuration/#migrating-from-git_data_dirs
            ["gitlab_rails.repositories_storages"] = (17, 8, "earlier versions overwrite it from git_data_dirs"),
        };

    /// <summary>The first minor that refuses a top-level name.</summary>
    public static readonly IReadOnlyDictionary<string, (int Major, int Minor)> UnknownSince = new Dictionary<string, (int, int)>
    {
        ["grafana"] = (17, 1),
        ["omnibus_gitconfig"] = (18, 2),
        ["suggested_reviewers"] = (18, 9),
        ["spamcheck_role"] = (19, 0),
    };
}
