using GitLabHa.Core.Checks;
using GitLabHa.Core.Checks.Consul;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Planning;
using GitLabHa.Core.Rendering;

namespace GitLabHa.Roles;

/// <summary>Consul server. Source: https://docs.gitlab.com/administration/consul/</summary>
public sealed class ConsulRole : Role
{
    /// <inheritdoc />
    public override string Name => RoleNames.Consul;

    /// <inheritdoc />
    public override string Description => "Consul server: service discovery, Patroni's leader lock";

    /// <inheritdoc />
    public override Stage Stage => Stage.Consensus;

    /// <inheritdoc />
    public override Rollout Rollout(RoleContext context) => Core.Planning.Rollout.Serial;

    /// <inheritdoc />
    public override void Configure(GitlabRb rb, RoleContext context)
    {
        rb.Role("consul_role");
        rb.Set("consul", "configuration", RubyValue.Map(
            ("server", true),
            // Omnibus assumes three servers; other sizes would wait for a third one for ever.
            ("bootstrap_expect", context.Topology.With(RoleNames.Consul).Length)));
    }

    /// <inheritdoc />
    public override IEnumerable<Check> Gates(RoleContext context) => ConsulChecks.Gates(context);

    /// <inheritdoc />
    public override IEnumerable<Check> Checks(RoleContext context) => ConsulChecks.For(context);

    /// <inheritdoc />
    public override IEnumerable<string> Services(RoleContext context) => ["consul"];
}
