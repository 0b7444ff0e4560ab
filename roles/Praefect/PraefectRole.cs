using GitLabHa.Core.Checks;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Drilling;
using GitLabHa.Core.Model;
using GitLabHa.Core.Planning;
using GitLabHa.Core.Rendering;
using GitLabHa.Roles.Checks;

namespace GitLabHa.Roles;

/// <summary>Praefect. Source: https://docs.gitlab.com/administration/gitaly/praefect/configure/#praefect</summary>
public sealed class PraefectRole : Role
{
    private const string DatabaseName = "praefect_production";

    /// <inheritdoc />
    public override RoleTraits Traits { get; } = new()
    {
        Name = RoleNames.Praefect,
        Description = "Praefect: routes Git to the Gitaly nodes and keeps their replicas",
        Stage = Stage.Praefect,
        Upgrade = new(70, StopsAlone: true),
        Needs = [RoleNames.PraefectPostgres, RoleNames.Gitaly],
        Count = new() { Voters = "Praefect", OneGroup = "all Praefects must have the same settings, and the first one migrates" },
        Keeps = null,
        EnterpriseProgram = null,
        Balanced = true,
        WaitsFor = new("Praefect migrates its tracking database", Beside: null),
        NotBeside = [],
        Listeners = [new("Praefect", Ports.Praefect, 9652)],
    };

    /// <inheritdoc />
    public override Rollout Rollout(RoleContext context) => Core.Planning.Rollout.Serial with { FirstAlone = true };

    /// <inheritdoc />
    public override void Configure(GitlabRb rb, RoleContext context)
    {
        rb.Assume("praefect", ("dir", "/var/opt/gitlab/praefect"));
        rb.Set(
            "praefect",
            // Only one node may migrate the tracking database.
            ("auto_migrate", context.Topology.IsFirst(context.Node, Name)),
            ("configuration", RubyValue.Map(
                ("listen_addr", $"0.0.0.0:{Ports.Praefect}"),
                ("prometheus_listen_addr", "0.0.0.0:9652"),
                ("auth", GitalyAuth.Of(context, SecretNames.PraefectExternal)),
                ("database", Database(context)),
                ("virtual_storage", RubyValue.List([(RubyValue)VirtualStorage(context)])))));
    }

    /// <inheritdoc />
    public override IEnumerable<Ensure> Ensures(RoleContext context)
    {
        // A reconfigure migrates, and nothing reconfigures Praefect when its database's machine was replaced.
        if (!context.Topology.IsFirst(context.Node, Name)) yield break;
        yield return new Ensure
        {
            Title = "Praefect's tracking database has all its tables",
            NotOnFirstRun = true,
            Probe = Praefect("praefect sql-migrate-status", """
                status=$(praefect sql-migrate-status) || exit 1
                case $status in *'| no '*) exit 1 ;; *MIGRATION*) ;; *) exit 1 ;; esac
                """),
            Apply = Praefect("praefect sql-migrate", "praefect sql-migrate") with { Timeout = TimeSpan.FromMinutes(10) },
        };
    }

    private static Command Praefect(string display, string script) => Command.Shell(display, $$"""
        cd /
        praefect() { runuser -u git -- /opt/gitlab/embedded/bin/praefect -config /var/opt/gitlab/praefect/config.toml "$@"; }
        {{script}}
        """);

    /// <inheritdoc />
    public override IEnumerable<Check> MayLeave(RoleContext context) => [];

    /// <inheritdoc />
    public override IEnumerable<Check> Gates(RoleContext context) => PraefectChecks.Gates(context);

    /// <inheritdoc />
    public override IEnumerable<Check> Ready(RoleContext context) => PraefectChecks.Ready(context);

    /// <inheritdoc />
    public override IEnumerable<Check> Checks(RoleContext context) => PraefectChecks.For(context);

    /// <inheritdoc />
    public override IEnumerable<string> Enables(RoleContext context) => ["praefect"];

    /// <inheritdoc />
    public override IEnumerable<string> Services(RoleContext context) => ["praefect"];

    private static RubyMap Database(RoleContext context)
    {
        var endpoint = context.Topology.PraefectDatabase ?? throw new InvalidOperationException("validated: praefect has a database");
        var direct = RubyValue.Map(
            ("host", endpoint.Host),
            ("port", endpoint.Port),
            ("user", "praefect"),
            ("password", context.Sent(SecretNames.PraefectDatabase)),
            ("dbname", DatabaseName));
        // Praefect listens for notifications, which needs a session of its own.
        return direct.With(("session_pooled", direct));
    }

    private static RubyMap VirtualStorage(RoleContext context) => RubyValue.Map(
        ("name", GitStorage.Default),
        ("node", RubyValue.List(context.Topology.With(RoleNames.Gitaly).Select(node => (RubyValue)RubyValue.Map(
            ("storage", context.Topology.StorageOf(node)),
            ("address", $"tcp://{node.Address}:{Ports.Gitaly}"),
            ("token", context.Sent(SecretNames.PraefectInternal)))))));

    /// <inheritdoc />
    public override IEnumerable<Drain> Drains(RoleContext context) => [];

    /// <inheritdoc />
    public override IEnumerable<string> DataDirectories(RoleContext context) => [];

    /// <inheritdoc />
    public override IEnumerable<Scenario> Drills => [Scenario.GoesOn("praefect-node-killed", Name, Victim.Any, SiteClient.Web)];
}
