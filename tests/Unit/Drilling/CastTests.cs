using GitLabHa.Core;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Drilling;
using GitLabHa.Core.Model;

namespace GitLabHa.Tests.Unit.Drilling;

public sealed class CastTests
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
        var cast = Drills.Cast(scenario);

        string.Join(',', cast.Victims).ShouldBe(victims);
        cast.Client.Name.ShouldBe(client);
        cast.Observers.ShouldNotContain(x => cast.Victims.Contains(x));
    }

    [Fact]
    public void Every_scenario_finds_its_cast_in_the_whole_topology()
    {
        foreach (var scenario in Scenarios.All) Drills.Cast(scenario.Name).Victims.ShouldNotBeEmpty(scenario.Name);
        Scenarios.Names.ShouldBeUnique();
    }

    [Fact]
    public void A_client_on_the_victims_side_is_cut_off_with_it_and_both_still_reach_each_other()
    {
        var faults = Drills.Cast("redis-master-cut-off-minority").Faults;

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
        Cast.Of(Drills.Scenario("redis-master-killed"), alone, Drills.Live, null).Client.Name.ShouldBe("redis-1");
    }

    [Fact]
    public void Nobody_is_struck_while_nobody_leads() =>
        Should.Throw<OperatorException>(() => Cast.Of(Drills.Scenario("postgres-replica-killed"), Sample.Topology(), LiveState.Fresh, null))
            .Message.ShouldContain("nobody with the role postgres leads now");

    private static string Refused(string scenario, Topology topology) =>
        Should.Throw<OperatorException>(() => Cast.Of(Drills.Scenario(scenario), topology, Drills.Live, "10.0.0.13")).Message;
}
