using GitLabHa.Core.Rendering;

namespace GitLabHa.Roles;

/// <summary>Leaves the all-in-one default of Omnibus on nodes for which there is no role.</summary>
internal static class OwnServices
{
    private static readonly string[] Others =
    [
        "postgresql", "redis", "nginx", "puma", "sidekiq", "gitlab_workhorse", "prometheus", "alertmanager", "gitlab_exporter", "gitlab_kas",
    ];

    /// <summary>Turns off what the default role would run. Source: https://docs.gitlab.com/administration/gitaly/praefect/configure/#praefect</summary>
    internal static void Only(GitlabRb rb)
    {
        foreach (var service in Others) rb.Set(service, "enable", false);
    }
}
