using GitLabHa.Core.Commands;
using GitLabHa.Core.Planning;

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

    // runsv writes the file when the process starts or ends; a file that is not there is not newer.
    private const string Probe = """
        config=$(sed -n 's/.*-config-file[= ]*\([^ ]*\).*/\1/p' /opt/gitlab/sv/consul/run 2>/dev/null | head -n 1)
        [ ! "${config:-/var/opt/gitlab/consul/config.json}" -nt /opt/gitlab/sv/consul/supervise/pid ]
        """;

    /// <summary>Consul was started after its configuration changed.</summary>
    public static Ensure Ensure { get; } = new()
    {
        Title = "Consul runs with its settings",
        NotOnFirstRun = true,
        Risk = Risk.Disruptive,
        Probe = Command.Shell("is Consul older than its configuration?", Probe),
        Apply = Command.Shell("gitlab-ctl restart consul", Function + "restart_consul") with { Timeout = TimeSpan.FromMinutes(2) },
    };
}
