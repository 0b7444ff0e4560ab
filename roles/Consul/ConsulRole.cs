using GitLabHa.Core.Checks;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Drilling;
using GitLabHa.Core.Model;
using GitLabHa.Core.Planning;
using GitLabHa.Core.Rendering;
using GitLabHa.Roles.Checks;

namespace GitLabHa.Roles;

/// <summary>Consul server. Source: https://docs.gitlab.com/administration/consul/</summary>
public sealed class ConsulRole : Role
{
    /// <inheritdoc />
    public override RoleTraits Traits { get; } = new()
    {
        Name = RoleNames.Consul,
        Description = "Consul server: service discovery, Patroni's leader lock",
        Stage = Stage.Consensus,
        Upgrade = new(10, StopsAlone: true),
        Needs = [],
        Count = new() { Voters = "Consul" },
        Keeps = "the state of Consul, with Patroni's leader lock",
        EnterpriseProgram = "Consul",
        Balanced = false,
        WaitsFor = null,
        NotBeside = [],
        Listeners = [new("Consul", 8300, 8301, 8302, Ports.ConsulHttp, 8600)],
    };

    /// <inheritdoc />
    public override Rollout Rollout(RoleContext context) => Core.Planning.Rollout.Serial;

    /// <inheritdoc />
    public override string LeavesWithNode => "a Consul server cannot become a client on the same machine";

    // A running cluster never looks at it again. More than three servers start with a majority, so that a cluster that grows
    // from three to five keeps the number.
    private static int BootstrapExpect(int servers) => servers <= 3 ? servers : (servers / 2) + 1;

    /// <inheritdoc />
    public override void Configure(GitlabRb rb, RoleContext context)
    {
        rb.Role("consul_role");
        rb.Set("consul", "configuration", RubyValue.Map(
            ("server", true),
            // Omnibus assumes three servers; a cluster of one would wait forever for the others.
            ("bootstrap_expect", BootstrapExpect(context.Topology.With(RoleNames.Consul).Length)),
            // By default (5) two servers take up to 15 s to elect another leader, and without one for 10 s Patroni demotes its
            // PostgreSQL: https://developer.hashicorp.com/consul/docs/reference/agent/configuration-file/general#raft_multiplier
            ("performance", RubyValue.Map(("raft_multiplier", 2)))));
        rb.Tunable("consul.configuration.performance");
    }

    /// <inheritdoc />
    public override IEnumerable<Check> MayLeave(RoleContext context) => [];

    /// <inheritdoc />
    public override IEnumerable<Check> Gates(RoleContext context) => ConsulChecks.Gates(context);

    /// <inheritdoc />
    public override IEnumerable<Check> Checks(RoleContext context) => ConsulChecks.For(context);

    /// <inheritdoc />
    public override IEnumerable<string> Enables(RoleContext context) => ["consul"];

    /// <inheritdoc />
    public override IEnumerable<string> Services(RoleContext context) => ["consul"];

    /// <inheritdoc />
    public override IEnumerable<Drain> Drains(RoleContext context) => [];

    /// <inheritdoc />
    public override IEnumerable<string> DataDirectories(RoleContext context) => [];

    /// <inheritdoc />
    public override IEnumerable<Scenario> Drills => ConsulDrills.All;
}
