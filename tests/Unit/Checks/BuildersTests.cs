using System.Collections.Immutable;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Checks.Site;
using GitLabHa.Core.Model;
using GitLabHa.Roles.Checks;

namespace GitLabHa.Tests.Unit.Checks;

public sealed class BuildersTests
{
    [Fact]
    public void Checks_of_the_whole_component_are_asked_once_and_those_of_a_node_on_each()
    {
        Ids(ConsulChecks.For(SampleSite.Context("consul-1")))
            .ShouldBe(["consul.members", "consul.raft", "consul.leader", "consul.critical"]);
        Ids(ConsulChecks.For(SampleSite.Context("consul-2"))).ShouldBe(["consul.members", "consul.raft"]);
        Ids(RedisChecks.For(SampleSite.Context("redis-3"), RedisCluster.Main)).ShouldBe(["redis.replication", "sentinel.quorum"]);
        Ids(PostgresChecks.For(SampleSite.Context("postgres-1"))).ShouldBe(["patroni.members", "postgres.replication"]);
        Ids(PgBouncerChecks.For(SampleSite.Context("pgbouncer-2"))).ShouldBeEmpty();
    }

    [Fact]
    public void A_gate_asks_only_about_the_node_that_was_changed()
    {
        var gate = PgBouncerChecks.Gates(SampleSite.Context("pgbouncer-2")).Single().ShouldBeOfType<PgBouncerLeader>();

        gate.PgBouncers.ShouldBe([SampleSite.Node("pgbouncer-2")]);
    }

    [Fact]
    public void A_changed_gitaly_must_be_seen_by_a_praefect()
    {
        var gates = GitalyChecks.Gates(SampleSite.Context("gitaly-2")).ToArray();

        Ids(gates).ShouldBe(["services.running", "gitaly.storage", "praefect.dial-nodes"]);
        gates.OfType<PraefectDialNodes>().Single().Gitalys.ShouldBe([SampleSite.Node("gitaly-2")]);
    }

    [Fact]
    public void A_first_run_does_not_wait_for_stages_that_come_later()
    {
        Ids(PraefectChecks.Ready(SampleSite.Context("praefect-1"))).ShouldBe(["praefect.sql-ping"]);
        LoadBalancerChecks.Ready(SampleSite.Context("lb-1")).Cast<HAProxyBackends>().Single().NotYet.ShouldContain("rails");
    }

    [Fact]
    public void Readiness_through_the_load_balancer_is_asked_from_the_load_balancer()
    {
        var balanced = RailsChecks.For(SampleSite.Context("rails-1")).Single(x => x.Id == "rails.balanced");

        balanced.Probes.Single().Node.Name.ShouldBe("lb-1");
        balanced.Probes.Single().Command.Arguments.ShouldBe(["http://10.0.0.81:80/-/readiness"]);
    }

    [Fact]
    public void The_load_balancer_is_not_asked_for_the_package_it_does_not_run()
    {
        var checks = SiteChecks.For(SampleSite.Topology, SampleSite.Topology.Nodes.ToDictionary(x => x, _ => (ImmutableArray<string>)["/"]))
            .ToArray();

        Ids(checks).ShouldBe(
        [
            "site.versions", "site.running-versions", "site.secrets", "site.host-keys", "site.nodes", "site.clocks", "site.disk-space",
        ]);
        checks.Single(x => x.Id == "site.secrets").Probes.ShouldNotContain(x => x.Node.Name == "lb-1");
        checks.Single(x => x.Id == "site.clocks").Probes.ShouldContain(x => x.Node.Name == "lb-1");
    }

    private static IEnumerable<string> Ids(IEnumerable<Check> checks) => checks.Select(x => x.Id);
}
