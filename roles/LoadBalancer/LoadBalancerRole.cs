using GitLabHa.Core.Checks;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Drilling;
using GitLabHa.Core.Model;
using GitLabHa.Core.Planning;
using GitLabHa.Roles.Checks;

namespace GitLabHa.Roles;

/// <summary>
/// HAProxy for the internal flows. Source:
/// https://docs.gitlab.com/administration/reference_architectures/3k_users/#configure-the-internal-load-balancer
/// </summary>
public sealed class LoadBalancerRole : Role
{
    /// <inheritdoc />
    public override RoleTraits Traits { get; } = new()
    {
        Name = RoleNames.LoadBalancer,
        Description = "HAProxy before PgBouncer, Praefect and Rails",
        Stage = Stage.LoadBalancer,
        Upgrade = null,
        Needs = [],
        Count = new() { SharesAddress = "only the first of several would be used" },
        Keeps = null,
        EnterpriseProgram = null,
        Balanced = false,
        WaitsFor = null,
        NotBeside = [],
        Listeners = [new("HAProxy", Ports.Http, Ports.GitSsh, Ports.PgBouncer, Ports.Praefect, 8404)],
    };

    /// <inheritdoc />
    public override Rollout Rollout(RoleContext context) => Core.Planning.Rollout.Serial;

    /// <inheritdoc />
    public override IEnumerable<Check> MayLeave(RoleContext context) => [];

    /// <inheritdoc />
    public override IEnumerable<Check> Gates(RoleContext context) => LoadBalancerChecks.Gates(context);

    /// <inheritdoc />
    public override IEnumerable<Check> Ready(RoleContext context) =>
        // Earlier, no server behind it runs yet.
        context.Topology.StageOf(context.Topology.GroupOf(context.Node)) < Stage ? [] : LoadBalancerChecks.Ready(context);

    /// <inheritdoc />
    public override IEnumerable<Check> Checks(RoleContext context) => LoadBalancerChecks.For(context);

    /// <inheritdoc />
    public override IEnumerable<string> DataDirectories(RoleContext context) => ["/", "/tmp", "/var/log", "/var/lib/haproxy"];

    /// <inheritdoc />
    public override IEnumerable<string> Packages(RoleContext context) => ["haproxy", "curl"]; // curl reads HAProxy's statistics.

    /// <inheritdoc />
    public override IEnumerable<Node> SendsClientsTo(RoleContext context) =>
        new[] { RoleNames.PgBouncer, RoleNames.Praefect, RoleNames.Rails }.SelectMany(x => context.Topology.With(x));

    /// <inheritdoc />
    public override IEnumerable<DesiredFile> Files(RoleContext context)
    {
        yield return new DesiredFile
        {
            Path = "/etc/haproxy/haproxy.cfg",
            Content = HAProxyConfiguration.Render(context.Topology),
            Mode = "0644",
            Effect = FileEffect.Service(
                validate: Command.Of("haproxy", "-c", "-q", "-f"),
                activate: Command.Shell(
                    "systemctl reload-or-restart haproxy",
                    "systemctl enable haproxy && systemctl reload-or-restart haproxy && systemctl is-active --quiet haproxy")),
        };
    }

    /// <inheritdoc />
    public override IEnumerable<Drain> Drains(RoleContext context) => [];

    /// <inheritdoc />
    public override IEnumerable<string> Enables(RoleContext context) => [];

    /// <inheritdoc />
    public override IEnumerable<string> Services(RoleContext context) => [];

    /// <inheritdoc />
    public override IEnumerable<Scenario> Drills => [];
}
