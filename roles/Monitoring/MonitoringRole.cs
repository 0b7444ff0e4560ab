using GitLabHa.Core.Checks;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Drilling;
using GitLabHa.Core.Model;
using GitLabHa.Core.Planning;
using GitLabHa.Core.Rendering;
using GitLabHa.Roles.Checks;

namespace GitLabHa.Roles;

/// <summary>
/// Prometheus and Alertmanager. Source: https://docs.gitlab.com/administration/reference_architectures/3k_users/#configure-prometheus
/// </summary>
public sealed class MonitoringRole : Role
{
    /// <inheritdoc />
    public override RoleTraits Traits { get; } = new()
    {
        Name = RoleNames.Monitoring,
        Description = "Prometheus and Alertmanager, targets found through Consul",
        Stage = Stage.Rails,
        Upgrade = new(100, StopsAlone: false),
        Needs = [RoleNames.Consul],
        Count = NodeCount.Any,
        Keeps = null,
        EnterpriseProgram = null,
        Balanced = false,
        WaitsFor = null,
        NotBeside = [],
        Listeners = [new("Prometheus", Ports.Prometheus), new("Alertmanager", 9093, 9094)],
    };

    /// <inheritdoc />
    public override void Configure(GitlabRb rb, RoleContext context)
    {
        rb.Role("monitoring_role");
        rb.Set("prometheus", ("listen_address", $"0.0.0.0:{Ports.Prometheus}"), ("scrape_configs", RubyValue.List(Unscraped(context))));
        rb.Set("alertmanager", "listen_address", "127.0.0.1:9093");
    }

    /// <inheritdoc />
    public override IEnumerable<string> DataDirectories(RoleContext context) => ["/var/opt/gitlab/prometheus"];

    /// <inheritdoc />
    public override IEnumerable<string> Enables(RoleContext context) => ["prometheus", "alertmanager"];

    /// <inheritdoc />
    public override IEnumerable<Check> Checks(RoleContext context) => [new PrometheusTargets(context.Node, context.Topology)];

    // What Omnibus registers in Consul and does not scrape from another node. Its own jobs have other names.
    private static IEnumerable<RubyValue> Unscraped(RoleContext context)
    {
        if (context.Topology.Has(RoleNames.Praefect)) yield return Job("praefect", "praefect", "/metrics");
        foreach (var kind in new[] { "database", "sidekiq", "ruby" })
            yield return Job($"gitlab-exporter-{kind}", "gitlab-exporter", $"/{kind}");
    }

    private static RubyMap Job(string name, string service, string path) => RubyValue.Map(
        ("job_name", name),
        ("metrics_path", path),
        ("consul_sd_configs", RubyValue.List([(RubyValue)RubyValue.Map(("services", RubyValue.List([service])))])));

    /// <inheritdoc />
    public override IEnumerable<string> Services(RoleContext context) => ["prometheus", "alertmanager"];

    /// <inheritdoc />
    public override Rollout Rollout(RoleContext context) => Core.Planning.Rollout.Parallel;

    /// <inheritdoc />
    public override IEnumerable<Drain> Drains(RoleContext context) => [];

    /// <inheritdoc />
    public override IEnumerable<Check> MayLeave(RoleContext context) => [];

    /// <inheritdoc />
    public override IEnumerable<Check> Gates(RoleContext context) => [];

    /// <inheritdoc />
    public override IEnumerable<Scenario> Drills => [];
}
