using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Rendering;

namespace GitLabHa.Roles;

/// <summary>Prometheus and Alertmanager. Source: https://docs.gitlab.com/administration/reference_architectures/3k_users/#configure-prometheus</summary>
public sealed class MonitoringRole : Role
{
    /// <inheritdoc />
    public override string Name => RoleNames.Monitoring;

    /// <inheritdoc />
    public override string Description => "Prometheus and Alertmanager, targets found through Consul";

    /// <inheritdoc />
    public override Stage Stage => Stage.Rails;

    /// <inheritdoc />
    public override void Configure(GitlabRb rb, RoleContext context)
    {
        rb.Role("monitoring_role");
        rb.Set("prometheus", "listen_address", "0.0.0.0:9090");
        rb.Set("alertmanager", "listen_address", "127.0.0.1:9093");
    }

    /// <inheritdoc />
    public override IEnumerable<string> DataDirectories(RoleContext context) => ["/var/opt/gitlab/prometheus"];

    /// <inheritdoc />
    public override IEnumerable<string> Enables(RoleContext context) => ["prometheus", "alertmanager"];

    /// <inheritdoc />
    public override IEnumerable<string> Services(RoleContext context) => ["prometheus", "alertmanager"];
}
