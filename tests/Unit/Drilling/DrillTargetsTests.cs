using GitLabHa.Core;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Drilling;
using GitLabHa.Core.Model;
using GitLabHa.Roles;

namespace GitLabHa.Tests.Unit.Drilling;

public sealed class DrillTargetsTests
{
    [Theory]
    [InlineData("redis-master-killed", "redis-2", "rails-1")]
    [InlineData("redis-quorum-lost", "redis-2,redis-1", "rails-1")]
    [InlineData("postgres-leader-paused", "postgres-1", "rails-1")]
    [InlineData("postgres-replica-killed", "postgres-2", "rails-1")]
    [InlineData("consul-server-killed", "redis-3", "rails-1")]
    [InlineData("consul-quorum-lost", "redis-3,redis-1", "rails-1")]
    [InlineData("pgbouncer-killed", "postgres-2", "rails-1")]
    [InlineData("gitaly-node-killed", "gitaly-1", "lb-1")]
    [InlineData("rails-node-killed", "rails-1", "lb-1")]
    public void Victims_are_who_leads_now_and_the_client_is_none_of_them(string scenario, string victims, string client)
    {
        var targets = Drills.Targets(scenario);

        string.Join(',', targets.Victims).ShouldBe(victims);
        targets.Client.Name.ShouldBe(client);
        targets.Observers.ShouldNotContain(x => targets.Victims.Contains(x));
    }

    [Fact]
    public void Every_scenario_finds_its_nodes_in_the_whole_topology()
    {
        var environment = Sample.Environment();
        var site = new Topology(
            environment with { Groups = [.. environment.Groups, Sample.Group("redis-cache", 80, 3, RoleNames.RedisCache)] });

        foreach (var scenario in RoleCatalog.Known.Drills)
            DrillTargets.Of(scenario, site, Drills.Live, site.With(scenario.Role)[0].Address).Victims.ShouldNotBeEmpty(scenario.Name);
        RoleCatalog.Known.Drills.Select(x => x.Name).ShouldBeUnique();
    }

    [Fact]
    public void A_client_on_the_victims_side_is_cut_off_with_it_and_both_still_reach_each_other()
    {
        var faults = Drills.Targets("redis-master-cut-off-minority").Faults;

        faults.Select(x => (x.Node.Name, x.Fault.Kind, string.Join(',', x.Fault.Peers)))
            .ShouldBe([("redis-2", FaultKind.CutOff, "10.0.0.61"), ("rails-1", FaultKind.CutOff, "10.0.0.12")]);
    }

    [Fact]
    public void A_drill_that_the_topology_has_no_nodes_for_is_refused()
    {
        var environment = Sample.Environment();
        var alone = new Topology(environment with { Groups = [.. environment.Groups.Where(x => x.Name == "redis")] });

        Refused("rails-node-killed", alone).ShouldContain("it needs 2 nodes with the role rails, and there are 0");
        Refused("redis-master-cut-off-minority", alone).ShouldContain("there is no other node that its client could run on");
        DrillTargets.Of(Drills.Scenario("redis-master-killed"), alone, Drills.Live, "10.0.0.12").Client.Name.ShouldBe("redis-1");
    }

    [Fact]
    public void Nobody_is_struck_while_nobody_leads() =>
        Should.Throw<OperatorException>(
            () => DrillTargets.Of(Drills.Scenario("postgres-replica-killed"), Sample.Topology(), LiveState.Fresh, null))
            .Message.ShouldContain("no node with the role postgres leads now");

    private static string Refused(string scenario, Topology topology) =>
        Should.Throw<OperatorException>(() => DrillTargets.Of(Drills.Scenario(scenario), topology, Drills.Live, "10.0.0.13")).Message;
}
