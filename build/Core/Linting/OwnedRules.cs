using GitLabHa.Core.Rendering;

namespace GitLabHa.Core.Linting;

/// <summary>
/// Settings that follow from the topology: other nodes, HAProxy, checks and scripts rely on what the roles set. Another value
/// would change one part of the site and not the others.
/// </summary>
internal static class OwnedRules
{
    private const string NoKey =
        "the other nodes, HAProxy or the checks rely on it, and no key of the environment changes it; remove this line";

    private const string Storages = "set nodes.storage in the file of the gitaly group";
    private const string Networks = "add networks with load_balancer.probe_cidrs in environment.yml";
    private const string Balancer =
        "it follows from the nodes; for another load balancer, set load_balancer.internal_host in environment.yml";


    // The key of the environment that decides a setting and all that is below it.
    private static readonly Dictionary<string, string> Instead = new()
    {
        ["external_url"] = "set gitlab.external_url in environment.yml",
        ["consul.node_name"] = "set nodes.name in the group's file",
        ["consul.configuration.node_name"] = "set nodes.name in the group's file",
        ["patroni.name"] = "set nodes.name in the group's file",
        ["consul.configuration.bind_addr"] = "set nodes.address in the group's file",
        ["patroni.connect_address"] = "set nodes.address in the group's file",
        ["redis.announce_ip"] = "set nodes.address in the group's file",
        ["redis.master_ip"] = "Sentinel names the master; remove this line",
        ["consul.configuration.bootstrap_expect"] = "it is the number of nodes with the role consul; remove this line",
        ["consul.configuration.server"] = "give the group the role consul",
        ["gitlab_rails.db_host"] = Balancer,
        ["gitlab_rails.db_port"] = Balancer,
        ["gitlab_rails.databases.main"] = Balancer,
        ["gitlab_rails.internal_api_url"] = Balancer,
        ["gitlab_rails.db_load_balancing"] = "set database.load_balancing in environment.yml",
        ["gitlab_rails.object_store"] = "set object_storage in environment.yml",
        ["gitlab_rails.repositories_storages"] = Storages,
        ["git_data_dirs"] = Storages,
        ["gitaly.configuration.storage"] = Storages,
        ["praefect.configuration.virtual_storage"] = Storages,
        ["gitlab_rails.monitoring_whitelist"] = Networks,
        ["nginx.real_ip_trusted_addresses"] = Networks,
        ["gitlab_rails.nginx.real_ip_trusted_addresses"] = Networks,
        ["gitlab_rails.auto_migrate"] = "Deploy migrates on one node, and only when no node is behind; remove this line",
        ["praefect.auto_migrate"] = "one node migrates the tracking database; remove this line",
    };

    public static void Check(GitlabRb rb, List<LintFinding> findings) => findings.AddRange(rb.Overridden.Select(x =>
        new LintFinding(Severity.Error, x.Key, $"cannot be changed here, {Fixed(x.Expected)}: {Way(x)}")));

    private static string Fixed(RubyValue expected) => expected switch
    {
        RubyString { Text: var text } when text.Secrets.Any() => $"it is the secret {text.Masked}",
        RubyNil => "it must stay unset",
        RubyList => "it must keep the entries of the topology, and may have more",
        RubyMap => "it follows from the topology",
        _ => $"it must stay {RubyLiteral.Write(expected).Masked}",
    };

    private static string Way(OverriddenSetting setting)
    {
        if (setting.Expected is RubyString { Text: var text } && text.Secrets.Any())
            return "other nodes use the same one from the secrets store; remove this line";
        for (var path = setting.Key; path.Length > 0; path = path[..Math.Max(path.LastIndexOf('.'), 0)])
            if (Instead.TryGetValue(path, out var instead)) return instead;
        var isService = setting.Key.EndsWith(".enable", StringComparison.Ordinal);
        return isService ? "the services of a node follow from the roles of its group" : NoKey;
    }
}
