using GitLabHa.Core.Rendering;

namespace GitLabHa.Core.Desired;

/// <summary>Which services a node's gitlab.rb enables: those of all its roles, and none that Omnibus would add.</summary>
internal static class EnabledServices
{
    // What Omnibus enables on a node that has none of its roles. It has none for Praefect, and one for Gitaly since 17.6.
    private static readonly string[] AllInOne =
    [
        "puma", "sidekiq", "gitlab_workhorse", "gitlab_exporter", "gitaly", "gitlab_kas", "redis", "redis_exporter",
        "postgresql", "postgres_exporter", "nginx", "prometheus", "alertmanager",
    ];

    // What its application_role enables, beside nginx: https://docs.gitlab.com/omnibus/roles/#gitlab-app
    private static readonly string[] Application = ["puma", "sidekiq", "gitlab_workhorse", "gitlab_exporter", "gitaly", "gitlab_kas"];

    private static readonly string[] OfRails = ["puma", "sidekiq", "postgresql"];

    /// <summary>Enables these services; an explicit <c>enable</c> wins over what roles of Omnibus say.</summary>
    internal static void Set(GitlabRb rb, IReadOnlyCollection<string> services)
    {
        var added = rb.Roles.Count == 0 ? AllInOne : rb.Roles.Contains("application_role") ? Application : [];
        foreach (var service in services) rb.Set(service, "enable", true);
        foreach (var service in added.Except(services)) rb.Set(service, "enable", false);
        // Since 17.5 the roles of Consul, Redis, PgBouncer and others switch the configuration of Rails off, and sidekiq_role
        // switches it on since 18.4.5 only. PostgreSQL needs it, too: the main database is created with it.
        if (services.Intersect(OfRails).Any()) rb.Set("gitlab_rails", "enable", true);
    }

    /// <summary>The services that the settings enable, by their names in <c>gitlab-ctl status</c>.</summary>
    internal static IEnumerable<string> In(GitlabRb rb) => rb.Sections
        .Where(x => x.Value is RubyMap section && section["enable"] is RubyBoolean { Value: true })
        .Select(x => x.Key.Replace('_', '-'));
}
