using GitLabHa.Core.Commands;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;

namespace GitLabHa.Roles;

/// <summary>
/// New repositories go to the storages that have a weight, and at first only default has one.
/// Source: https://docs.gitlab.com/administration/repository_storage_paths/#configure-where-new-repositories-are-stored
/// </summary>
internal static class StorageWeights
{
    /// <summary>
    /// Gives a weight to every storage that has none yet. Weights are an application setting that administrators change, so what
    /// they set stays; for the same reason this runs once for a list of storages.
    /// </summary>
    internal static Ensure? Ensure(Topology topology)
    {
        string[] storages = [.. topology.GitStorages.Select(x => x.Name)];
        if (storages.Length < 2) return null;
        var names = string.Join(' ', storages);
        return new Ensure
        {
            Title = $"new repositories are spread over {string.Join(", ", storages)}",
            NeedsSchema = true,
            Probe = Command.Shell(
                "cat /var/lib/gitlab-ha/storages", """[ "$(cat /var/lib/gitlab-ha/storages 2>/dev/null)" = "$1" ]""", names),
            Apply = Command.Shell(
                "gitlab-rails runner: repository_storages_weighted",
                """
                gitlab-rails runner "$2" || exit 1
                mkdir -p /var/lib/gitlab-ha && cd /var/lib/gitlab-ha && echo "$1" >storages.new && mv storages.new storages
                """,
                names,
                Code(storages)) with
            { Timeout = TimeSpan.FromMinutes(10) },
        };
    }

    // Rails refuses weights of storages that it does not know, so those of removed nodes are dropped.
    private static string Code(string[] storages) =>
        $"settings = ApplicationSetting.current_without_cache; names = %w[{string.Join(' ', storages)}]; "
        + "settings.update!(repository_storages_weighted: names.to_h { |name| [name, settings.repository_storages_weighted.fetch(name, "
            + "100)] })";
}
