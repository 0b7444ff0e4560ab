using GitLabHa.Core.Model;
using GitLabHa.Core.Rendering;

namespace GitLabHa.Core.Linting;

/// <summary>
/// Settings that several groups read and that only one of them has: Rails and Sidekiq run the same application, and every
/// Consul agent joins the same cluster.
/// Source: https://docs.gitlab.com/administration/sidekiq/
/// </summary>
internal static class SharedSettingRules
{
    private const string Otherwise = "Rails and Sidekiq run the same application: pages and jobs behave differently";

    // The first family whose prefix fits; null for settings that only the web server reads.
    private static readonly (string[] Prefixes, string? Consequence)[] Families =
    [
        (["smtp_", "gitlab_email_", "microsoft_graph_mailer_", "amazon_ses_mailer_"],
            "Sidekiq sends the mail of GitLab and Rails the mail of consoles and tasks: without it they use the local sendmail, "
            + "and mail is lost"),
        (["ldap_", "prevent_ldap_sign_in"],
            "Rails signs users in and Sidekiq synchronizes users and groups: without it one of the two fails"),
        (["omniauth_", "kerberos_", "smartcard_"],
            "Rails signs users in and Sidekiq uses their identities: without it one of the two fails"),
        (["incoming_email_", "service_desk_email_"],
            "Sidekiq writes reply addresses into mail and handles what is received: without it replies are lost"),
        ([
            "object_store", "uploads_", "artifacts_", "lfs_", "packages_", "external_diffs_", "terraform_state_",
            "ci_secure_files_", "dependency_proxy_",
        ], "Rails and Sidekiq read and write the same files: the other one does not find what one of them writes"),
        (["registry_"], "Sidekiq removes tags and runs cleanup policies: without it these jobs fail"),
        (["pages_"], "Sidekiq deploys pages: without it deployments fail"),
        ([
            "initial_", "display_initial_", "store_initial_", "rack_attack_", "trusted_proxies", "allowed_hosts",
            "content_security_policy", "monitoring_whitelist", "max_request_duration", "graphql_timeout", "action_cable_",
            "custom_html_header", "shutdown_blackout", "nginx", "backup_", "env", "log_", "db_pool", "db_statement_timeout",
            "gitlab_shell_", "auto_migrate", "rake_cache_clear",
        ], null),
    ];

    private static readonly string[] OfConsul =
    [
        "encryption_key", "encryption_verify_incoming", "encryption_verify_outgoing", "use_tls", "tls_ca_file", "encrypt", "datacenter",
    ];

    public static IEnumerable<(LintFinding Finding, NodeGroup Group)> Check(Topology topology)
    {
        var environment = topology.Environment;
        var application = environment.Groups.Where(topology.UsesSchema).ToList();
        var package = environment.Groups.Where(x => x.Nodes.Any(topology.RunsPackage)).ToList();
        return Differences(environment, application, "gitlab_rails", ConsequenceOf)
            .Concat(Differences(environment, package, "consul", Cluster))
            .Concat(Differences(environment, package, "consul.configuration", Cluster));
    }

    private static string? Cluster(string key) => OfConsul.Contains(key) ? "agents with different values do not join one cluster" : null;

    private static string? ConsequenceOf(string key)
    {
        foreach (var (prefixes, consequence) in Families)
            if (prefixes.Any(x => key.StartsWith(x, StringComparison.Ordinal))) return consequence;
        return Otherwise;
    }

    private static IEnumerable<(LintFinding, NodeGroup)> Differences(
        GitLabEnvironment environment, IReadOnlyCollection<NodeGroup> groups, string section, Func<string, string?> consequenceOf)
    {
        var given = groups.ToDictionary(x => x, x => Section(environment.Settings.MergedWith(x.Settings), section));
        foreach (var (group, settings) in given)
        {
            var different = settings
                .Select(x => (x.Key, Consequence: consequenceOf(x.Key), Others: Unlike(given, x.Key, x.Value)))
                .Where(x => x.Consequence is not null && x.Others.Length > 0);
            foreach (var found in different.GroupBy(x => (x.Consequence, x.Others), x => x.Key))
                yield return (Finding(section, [.. found], found.Key.Others, found.Key.Consequence!), group);
        }
    }

    private static LintFinding Finding(string section, IReadOnlyList<string> keys, string others, string consequence) =>
        new(Severity.Warning, $"{section}.{keys[0]}", $"{Keys(keys)} not the same in {others}: {consequence}");

    private static RubyMap Section(RubyMap settings, string path) =>
        path.Split('.').Aggregate(settings, (map, key) => map[key] as RubyMap ?? RubyMap.Empty);

    private static string Unlike(IReadOnlyDictionary<NodeGroup, RubyMap> given, string key, RubyValue value) =>
        string.Join(", ", given.Where(x => !value.Equals(x.Value[key])).Select(x => x.Key.Name));

    private static string Keys(IReadOnlyList<string> keys) => keys.Count == 1 ? "is" : $"and {string.Join(", ", keys.Skip(1))} are";
}
