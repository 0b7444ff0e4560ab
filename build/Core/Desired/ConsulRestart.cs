using GitLabHa.Core.Commands;
using GitLabHa.Core.Planning;
using GitLabHa.Core.Rendering;

namespace GitLabHa.Core.Desired;

/// <summary>
/// A reconfigure only reloads Consul, and a reload takes neither bind_addr nor node_name, server or raft_multiplier. Sources:
/// https://docs.gitlab.com/administration/consul/#restart-consul and
/// https://developer.hashicorp.com/consul/docs/reference/agent/configuration-file#reloadable-configuration
/// </summary>
public static class ConsulRestart
{
    /// <summary>
    /// A shell function. A Consul that leads stays down until another server leads (2 to 8 s): elected again at once, it would
    /// answer with what it knew at its last snapshot, and a Patroni that reads there of another cluster stops its PostgreSQL.
    /// </summary>
    public static string Function => EmbeddedScript.Of(typeof(ConsulRestart), "restart-consul.sh") + "\n";

    // Only a Consul that starts looks at the addresses of other servers and at their number; the others are files of their own.
    private static readonly string[] NotAtRunTime = ["retry_join", "bootstrap_expect"];
    private static readonly string[] Reloaded = ["services", "watchers", "monitoring_service_discovery"];

    /// <summary>Consul runs with the settings that only a start takes: the node records for which of them it was started.</summary>
    /// <param name="settings">The section consul of the node's gitlab.rb.</param>
    public static Ensure Ensure(RubyMap settings)
    {
        var started = RubyLiteral.Write(Started(settings)).Sha256;
        return new()
        {
            Title = "Consul runs with its settings",
            Risk = Risk.Disruptive,
            OutlastsReconfigure = true,
            Probe = Command.Shell(
                "for which settings was Consul started?", """[ "$(cat /var/lib/gitlab-ha/consul-started 2>/dev/null)" = "$1" ]""", started),
            Apply = Command.Shell(
                "gitlab-ctl restart consul, where it is older than its settings",
                Function + EmbeddedScript.Of(typeof(ConsulRestart), "restart-outdated-consul.sh"),
                started) with
            { Timeout = TimeSpan.FromMinutes(2) },
        };
    }

    private static RubyMap Started(RubyMap settings)
    {
        var kept = Without(settings, Reloaded);
        return kept["configuration"] is RubyMap configuration
            ? kept.With(("configuration", Without(configuration, NotAtRunTime)))
            : kept;
    }

    private static RubyMap Without(RubyMap map, string[] keys) =>
        RubyMap.Empty.With([.. map.Where(x => !keys.Contains(x.Key)).Select(x => (x.Key, x.Value))]);
}
