using GitLabHa.Core;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Observing;
using GitLabHa.Core.Planning;
using GitLabHa.Roles.Checks;
using static GitLabHa.Tests.Unit.Observing.RunningSite;

namespace GitLabHa.Tests.Unit.Observing;

/// <summary>A site that runs, whose files name fewer nodes or roles than it has.</summary>
public sealed class ShrunkSiteTests
{
    [Fact]
    public void A_site_whose_files_name_all_it_has_loses_nothing() => Changed(x => x).Departures.ShouldBeEmpty();

    [Fact]
    public void A_node_that_left_the_files_is_drained_first_and_stopped_in_the_end()
    {
        var site = Without("rails-2");

        Leaving(site).ShouldBe(
        [
            "Prepare lb-1 haproxy: drain rails/rails-2, git-ssh/rails-2",
            "Prepare rails-2 sidekiq: quiet (TSTP), and wait for its jobs",
            "Decommission rails-2 stop and disable its services",
            "Decommission redis-1 consul force-leave rails-2",
        ]);
        site.Plan.Nodes.Last().Leaves.ShouldBeTrue();
    }

    [Fact]
    public void What_leads_hands_over_before_anything_changes()
    {
        Leaving(Without("redis-2", "redis-3")).Where(x => x.StartsWith("Prepare", StringComparison.Ordinal))
            .ShouldBe(["Prepare redis-2 sentinel failover gitlab-redis"]);
        Leaving(Without("postgres-2", "redis-3", "redis-1")).Where(x => x.StartsWith("Prepare", StringComparison.Ordinal))
            .ShouldContain("Prepare postgres-2 gitlab-ctl patroni switchover");
    }

    [Fact]
    public void The_Sentinels_that_stay_begin_anew_one_after_the_other()
    {
        var steps = Leaving(Without("redis-1", "redis-3"));

        steps.Where(x => x.Contains("sentinel reset", StringComparison.Ordinal)).Distinct()
            .ShouldBe(["Decommission redis-2 sentinel reset gitlab-redis"]);
    }

    [Fact]
    public void A_Gitaly_node_may_leave_when_its_repositories_are_elsewhere_and_Praefect_forgets_it()
    {
        var site = Without("gitaly-3");

        site.Departures.Single().Proofs.ShouldBe(
            [new StorageIsElsewhere(Node(site, "praefect-postgres-1"), "gitaly-3", ["gitaly-1", "gitaly-2"])], new SameProof());
        Leaving(site).ShouldContain("Decommission praefect-postgres-1 forget the replicas on gitaly-3");
    }

    [Fact]
    public void A_node_that_is_gone_is_forgotten_without_it()
    {
        var site = Changed(Removes("rails-2"), (desired, found) => desired.Node.Name == "rails-2"
            ? found with { Unreachable = "no route to host", Mark = null }
            : found);

        Leaving(site).ShouldBe(["Decommission redis-1 consul force-leave rails-2"]);
        site.Plan.Nodes.Last().Steps[0].Reason.ShouldContain("rails-2 does not answer");
        site.Plan.Unknown.ShouldBeEmpty();
    }

    [Fact]
    public void A_role_that_a_node_gives_up_is_drained_and_the_node_stays()
    {
        var site = Changed(x => x.Name == "rails" ? Sample.Group("rails", 60, 2, RoleNames.Rails) : x);

        site.Departures.Select(x => (x.Node.Name, x.IsWhole)).ShouldBe([("rails-1", false), ("rails-2", false)]);
        Leaving(site).ShouldBe(
        [
            "Prepare rails-1 sidekiq: quiet (TSTP), and wait for its jobs", "Prepare rails-2 sidekiq: quiet (TSTP), and wait for its jobs",
        ]);
    }

    [Theory]
    [InlineData("praefect-postgres", "Praefect's tracking database would be left behind")]
    [InlineData("postgres", "the main database would be left behind")]
    [InlineData("gitaly", "Git repositories would be left behind")]
    public void The_last_copy_does_not_leave(string group, string why)
    {
        var first = Sample.Environment().Groups.Single(x => x.Name == group);
        var others = Sample.Group(group + "-new", 200, first.Nodes.Length, [.. first.Roles]);

        var refused = Should.Throw<OperatorException>(() => Changed(x => x.Name == group ? others : x).Plan);

        refused.Problem.ShouldContain(why);
        refused.Where.ShouldContain(first.Nodes[0].Name);
    }

    [Fact]
    public void Nodes_do_not_leave_a_quorum_that_is_gone()
    {
        var site = Changed(Removes("redis-1", "redis-2"), (desired, found) => desired.Node.Name is "redis-1" or "redis-2"
            ? found with { Unreachable = "no route to host" }
            : found);

        Should.Throw<OperatorException>(() => site.Plan).Problem.ShouldContain("1 of 3 Consuls answer");
    }

    [Fact]
    public void A_machine_that_runs_is_not_renamed()
    {
        var site = Changed(
            x => x.Name == "gitaly" ? x with { Nodes = [.. x.Nodes.Select(y => y.Name == "gitaly-3" ? y with { Name = "git-3" } : y)] } : x,
            renamed: ("git-3", "gitaly-3"));

        Should.Throw<OperatorException>(() => site.Plan).Problem.ShouldContain("git-3 would be another name for gitaly-3");
    }

    [Fact]
    public void An_upgrade_leaves_nodes_that_left_the_files_alone() =>
        Changed(Removes("rails-2"), upgrade: GitLabHa.Core.Upgrading.UpgradeMode.ZeroDowntime).Plan.Nodes.ShouldAllBe(x => !x.Leaves);

    [Fact]
    public void A_machine_is_replaced_while_the_others_have_its_data()
    {
        var site = Changed(x => x);
        var departure = site.Without(Node(site, "redis-2"));

        site.PlansOf(departure).SelectMany(x => x.Steps.Select(step => $"{x.Stage} {step.Node} {Words(step)}")).ShouldBe(
        [
            "Prepare redis-2 sentinel failover gitlab-redis", "Decommission redis-2 sentinel failover gitlab-redis",
            "Decommission redis-2 stop and disable its services", "Decommission redis-1 consul force-leave redis-2",
            "Decommission redis-1 sentinel reset gitlab-redis", "Decommission redis-3 sentinel reset gitlab-redis",
        ]);
        site.PlansOf(departure)[^1].Steps[^3].Reason.ShouldBe("it is no member any more");
        Should.Throw<OperatorException>(() => site.Without(Node(site, "praefect-postgres-1")))
            .Problem.ShouldContain("would be left behind");
    }

    [Fact]
    public void Without_Praefect_the_first_Gitaly_node_is_asked_for_the_storage_that_it_really_serves()
    {
        var environment = Sample.Environment();
        var groups = environment.Groups.Where(x => !x.Name.StartsWith("praefect", StringComparison.Ordinal));
        var plain = environment with { Groups = [.. groups] };
        var nodes = plain.Groups.Single(x => x.Name == "gitaly").Nodes.Select(x => x with { Storage = null });

        new Topology(plain with
        {
            Groups = [.. plain.Groups.Select(x => x.Name == "gitaly" ? x with { Nodes = [.. nodes] } : x)],
        }).WithStorages(nodes).Select(x => x.Storage).ShouldBe(["default", "gitaly-2", "gitaly-3"]);
    }

    private static ObservedSite Without(params string[] nodes) => Changed(Removes(nodes));

    private static Func<NodeGroup, NodeGroup> Removes(params string[] nodes) =>
        group => group with { Nodes = [.. group.Nodes.Where(x => !nodes.Contains(x.Name))] };

    private static string[] Leaving(ObservedSite site) =>
        [.. site.Plan.Nodes.Where(x => x.Leaves).SelectMany(x => x.Steps.Select(step => $"{x.Stage} {step.Node} {Words(step)}"))
            .Where(x => !x.EndsWith('-'))];

    private static string Words(Step step) => step switch
    {
        Step.RunCommand { MayFail: true, Reason: var reason } x when !reason.Contains("no file names", StringComparison.Ordinal)
            && !reason.Contains("gives up", StringComparison.Ordinal) => "-",
        Step.RunCommand x => x.Command.Display,
        Step.HandOver x => x.Way.Move.Display,
        _ => step.ToString(),
    };

    private sealed class SameProof : IEqualityComparer<GitLabHa.Core.Checks.Check>
    {
        public bool Equals(GitLabHa.Core.Checks.Check? x, GitLabHa.Core.Checks.Check? y) =>
            x is StorageIsElsewhere a && y is StorageIsElsewhere b && a.Storage == b.Storage && a.Tracking == b.Tracking
            && a.Others.SequenceEqual(b.Others);

        public int GetHashCode(GitLabHa.Core.Checks.Check check) => 0;
    }
}
