using GitLabHa.Core.Rendering;

namespace GitLabHa.Core.Desired;

/// <summary>
/// The directories that settings of gitlab.rb name, such as a Gitaly storage, postgresql['dir'] or gitlab_rails['backup_path'].
/// One too many does no harm: what does not exist is taken for the directory above it.
/// </summary>
internal static class NamedDirectories
{
    private static readonly HashSet<string> Keys =
    [
        "dir", "data_dir", "home", "log_directory", "path", "shared_path", "backup_path", "uploads_directory", "uploads_storage_path",
        "registry_path", "storage_path", "artifacts_path", "lfs_storage_path", "packages_storage_path", "pages_path", "runtime_dir",
    ];

    /// <summary>All of them.</summary>
    public static IEnumerable<string> In(GitlabRb rb) => rb.Sections.Concat(rb.Calls).SelectMany(x => In(x.Key, x.Value));

    private static IEnumerable<string> In(string key, RubyValue value) => value switch
    {
        RubyMap map => map.SelectMany(x => In(x.Key, x.Value)),
        RubyList list => list.Items.SelectMany(x => In(key, x)),
        RubyString text when Keys.Contains(key) && text.Text.Masked is ['/', ..] path && !path.Any(char.IsControl) => [path],
        _ => [],
    };
}
