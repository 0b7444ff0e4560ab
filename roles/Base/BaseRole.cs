using GitLabHa.Core.Checks;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Drilling;
using GitLabHa.Core.Model;
using GitLabHa.Core.Planning;
using GitLabHa.Core.Rendering;
using GitLabHa.Core.Secrets;

namespace GitLabHa.Roles;

/// <summary>The role of every node with the gitlab package: the Consul agent, exporters, the site's secrets.</summary>
public sealed class BaseRole : Role
{
    /// <summary>
    /// The site's secrets, the same on every node. Source: https://docs.gitlab.com/administration/reference_architectures/3k_users/
    /// </summary>
    public const string SecretsPath = "/etc/gitlab/gitlab-secrets.json";

    /// <inheritdoc />
    public override RoleTraits Traits { get; } = new()
    {
        Name = "base",
        Description = "Consul agent, node exporter and the site's secrets on every node with the gitlab package",
        Stage = Stage.Consensus,
        Upgrade = new(0, StopsAlone: false),
        Needs = [],
        Count = NodeCount.Any,
        Keeps = null,
        EnterpriseProgram = null,
        Balanced = false,
        WaitsFor = null,
        NotBeside = [],
        Listeners = [new("node_exporter", 9100)],
    };

    /// <inheritdoc />
    public override Rollout Rollout(RoleContext context) => Core.Planning.Rollout.Parallel;

    /// <inheritdoc />
    public override IEnumerable<Drain> Drains(RoleContext context) => [];

    /// <summary>
    /// A member that has left, or failed, stays in the list for days, and a server that is gone stays a voter.
    /// Source: https://developer.hashicorp.com/consul/commands/force-leave
    /// </summary>
    public override IEnumerable<Follow> Forget(RoleContext context) => context.Topology.With(RoleNames.Consul) is [var server, ..]
        ? [new Follow(
            server,
            Command.Shell(
                $"consul force-leave {context.Node}", EmbeddedScript.Of(typeof(BaseRole), "consul-forget.sh"), context.Node.Name,
                context.Node.Address) with
            { Timeout = TimeSpan.FromMinutes(2) },
            "it is no member any more")]
        : [];

    /// <inheritdoc />
    public override IEnumerable<Check> MayLeave(RoleContext context) => [];

    /// <inheritdoc />
    public override IEnumerable<Check> Gates(RoleContext context) => [];

    /// <inheritdoc />
    public override IEnumerable<Check> Checks(RoleContext context) => [];

    /// <inheritdoc />
    public override void Configure(GitlabRb rb, RoleContext context)
    {
        rb.Call("external_url", context.Environment.ExternalUrl.ToString().TrimEnd('/'));
        rb.Set("gitlab_rails", "auto_migrate", context.Migrating);
        rb.Set("node_exporter", "listen_address", "0.0.0.0:9100");
        rb.Assume("prometheus_monitoring", ("enable", true));
        rb.Tunable("logrotate.enable");
        if (context.Topology.Has(RoleNames.Consul)) ConsulAgent(rb, context);
    }

    /// <inheritdoc />
    public override IEnumerable<DesiredFile> Files(RoleContext context)
    {
        // An upgrade of the package must not reconfigure by itself, and must not dump the database through PgBouncer.
        // Source: https://docs.gitlab.com/update/package/#skip-automatic-reconfigure-and-backup
        yield return Flag("skip-auto-reconfigure");
        yield return Flag("skip-auto-backup");
    }

    /// <inheritdoc />
    public override IEnumerable<SharedFile> SharedFiles(RoleContext context)
    {
        yield return new SharedFile
        {
            Path = SecretsPath,
            // The first node of the deployment generates it. By group, since this runs for each of perhaps thousands of nodes.
            Among = [
                .. context.Environment.Groups.OrderBy(context.Topology.StageOf).SelectMany(x => x.Nodes)
                .Where(context.Topology.RunsPackage)],
            BeforeFirstReconfigure = true,
            Effect = FileEffect.Reconfigure,
        };
    }

    /// <inheritdoc />
    public override IEnumerable<Ensure> Ensures(RoleContext context)
    {
        yield return PackageHold.Of(context.Environment.PackageName);
    }

    /// <inheritdoc />
    public override IEnumerable<Ensure> EnsuresOf(GitlabRb settings) =>
        settings.Sections["consul"] is RubyMap consul ? [ConsulRestart.Ensure(consul)] : [];

    /// <inheritdoc />
    public override IEnumerable<string> DataDirectories(RoleContext context) =>
        ["/", "/tmp", "/etc/gitlab", "/opt/gitlab", "/var/log/gitlab", "/var/opt/gitlab", "/var/opt/gitlab/consul"];

    /// <inheritdoc />
    public override IEnumerable<string> Enables(RoleContext context) =>
        context.Topology.Has(RoleNames.Consul) ? ["consul", "node_exporter", "logrotate"] : ["node_exporter", "logrotate"];

    /// <inheritdoc />
    public override IEnumerable<string> Services(RoleContext context) =>
        context.Topology.Has(RoleNames.Consul) ? ["consul", "node-exporter"] : ["node-exporter"];

    private static DesiredFile Flag(string name) =>
        new() { Path = "/etc/gitlab/" + name, Content = SecretText.Plain(""), Mode = "0644", Phase = WritePhase.BeforePackage };

    private static void ConsulAgent(GitlabRb rb, RoleContext context)
    {
        rb.Set(
            "consul",
            ("node_name", context.Node.Name),
            ("monitoring_service_discovery", true),
            ("configuration", RubyValue.Map(
                // Without it Consul stops at "Multiple private IPs found" on machines with a second interface.
                ("bind_addr", context.Node.Address),
                // Otherwise Omnibus registers exporters under the address of the default route, which may differ.
                ("advertise_addr", context.Node.Address),
                ("retry_join", RubyValue.List(context.Topology.With(RoleNames.Consul).Select(x => x.Address))))));
        // Patroni, PgBouncer's watch and the checks ask the agent over HTTP on loopback.
        rb.Assume(
            "consul",
            ("http_port", Ports.ConsulHttp),
            ("dir", "/var/opt/gitlab/consul"),
            ("username", "gitlab-consul"),
            ("group", "gitlab-consul"),
            ("log_directory", "/var/log/gitlab/consul"),
            ("configuration", RubyValue.Map(
                ("node_name", context.Node.Name),
                ("ports", RubyValue.Map(("http", Ports.ConsulHttp), ("serf_lan", 8301), ("server", 8300))))));
    }

    /// <inheritdoc />
    public override IEnumerable<Scenario> Drills => [];
}
