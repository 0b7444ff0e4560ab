using GitLabHa.Core.Checks;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Observing;
using GitLabHa.Core.Rendering;
using GitLabHa.Roles.Checks;
using static GitLabHa.Tests.Unit.Observing.RunningSite;

namespace GitLabHa.Tests.Unit.Observing;

/// <summary>A site that runs, whose files name more nodes than it has.</summary>
public sealed class GrownSiteTests
{
    [Theory]
    [InlineData("gitaly", "praefect-1")]
    [InlineData("redis", "redis-1")]
    [InlineData("postgres", "postgres-1")]
    [InlineData("praefect", "lb-1")]
    [InlineData("rails", "lb-1")]
    public void The_gates_of_nodes_that_run_ask_nothing_of_a_node_that_never_ran(string grown, string node)
    {
        var site = Grown(grown, 2);

        var gates = site.GatesOf(Node(site, node), [Node(site, node)], first: false);

        gates.ShouldBe(Grown(grown, 0).GatesOf(Node(site, node), [Node(site, node)], first: false), new SameQuestions());
    }

    [Theory]
    [InlineData("redis", "redis-4")]
    [InlineData("postgres", "postgres-3")]
    [InlineData("praefect", "praefect-4")]
    [InlineData("rails", "rails-3")]
    public void A_node_that_is_added_counts_in_its_own_gates(string grown, string node)
    {
        var site = Grown(grown, 1);

        site.GatesOf(Node(site, node), [Node(site, node)], first: false)
            .SelectMany(x => x.Probes).Select(x => x.Node.Name).ShouldContain(node);
    }

    [Fact]
    public void A_Gitaly_node_that_is_added_waits_for_its_repositories_and_one_that_runs_does_not()
    {
        var site = Grown("gitaly", 1);

        site.GatesOf(Node(site, "gitaly-4"), [Node(site, "gitaly-4")], first: false).OfType<PraefectReplicas>().Single()
            .Storage.ShouldBe("gitaly-4");
        site.GatesOf(Node(site, "gitaly-1"), [Node(site, "gitaly-1")], first: false).ShouldNotContain(x => x is PraefectReplicas);
        site.GatesOf(Node(site, "gitaly-4"), [Node(site, "gitaly-4")], first: true).ShouldNotContain(x => x is PraefectReplicas);
    }

    [Theory]
    [InlineData("postgres", 1)]
    [InlineData("postgres", 3)]
    [InlineData("redis", 2)]
    [InlineData("rails", 1)]
    [InlineData("gitaly", 2)]
    public void No_primary_hands_over_because_nodes_are_added(string grown, int added)
    {
        var plan = Grown(grown, added).Plan;

        plan.HasChanges.ShouldBeTrue();
        plan.Nodes.ShouldAllBe(x => x.HandsOver == null);
        plan.Nodes.Where(x => x.Node.Name is "postgres-2" or "redis-2" && x.HasChanges).ShouldAllBe(x => !x.Interrupts);
    }

    [Theory]
    [InlineData("postgres", "postgres-2", "PostgreSQL leader", "postgresql", "shared_buffers")]
    [InlineData("redis", "redis-2", "Redis master", "redis", "maxmemory")]
    public void A_setting_that_interrupts_the_primary_makes_it_hand_over(string group, string node, string part, string section, string key)
    {
        var settings = RubyMap.Empty.With((section, RubyMap.Empty.With((key, "1GB"))));

        var plan = Changed(x => x.Name == group ? x with { Settings = settings } : x).Plan;

        plan.Nodes.Where(x => x.HandsOver is not null).Select(x => (x.Node.Name, x.HandsOver)).ShouldBe([(node, part)]);
    }

    [Theory]
    [InlineData("redis", "sentinel", "down_after_milliseconds")]
    [InlineData("postgres", "postgresql", "custom_pg_hba_entries")]
    [InlineData("postgres", "consul", "log_directory")]
    public void A_setting_that_is_taken_in_place_does_not(string group, string section, string key)
    {
        var settings = RubyMap.Empty.With((section, RubyMap.Empty.With((key, "x"))));

        var plan = Changed(x => x.Name == group ? x with { Settings = settings } : x).Plan;

        plan.HasChanges.ShouldBeTrue();
        plan.Nodes.ShouldAllBe(x => x.HandsOver == null);
    }

    [Fact]
    public void A_file_that_another_tool_wrote_makes_the_primary_hand_over()
    {
        var byHand = new FileState.Present("x", "root:root", "0600", "# by hand\n");
        var site = Grown("redis", 0, (desired, found) => desired.Node.Name == "redis-2"
            ? found with { Files = found.Files.SetItem(DesiredNode.GitlabRbPath, byHand) }
            : found);

        site.Plan.Nodes.Single(x => x.HandsOver is not null).Node.Name.ShouldBe("redis-2");
    }

    /// <summary>Whether two gates ask the same nodes the same.</summary>
    private sealed class SameQuestions : IEqualityComparer<Check>
    {
        public bool Equals(Check? x, Check? y) => Text(x) == Text(y);

        public int GetHashCode(Check check) => 0;

        private static string Text(Check? check) => check switch
        {
            null => "",
            PraefectDialNodes x => $"{x.Id} {string.Join(' ', x.Gitalys)}",
            HAProxyBackends x => $"{x.Id} {string.Join(' ', x.Servers ?? [])}",
            _ => $"{check.Id} {string.Join(' ', check.Probes.Select(x => x.Node))}",
        };
    }
}
