using System.Collections.Immutable;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Checks.Site;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;
using GitLabHa.Core.Observing;
using GitLabHa.Core.Secrets;
using GitLabHa.Roles.Checks;

namespace GitLabHa.Tests.Unit.Checks;

/// <summary>What checks make of nodes that come and go, by what the programs print.</summary>
public sealed class SiteNodesTests
{
    private static readonly ImmutableArray<Node> Nodes = Sample.Topology().Nodes;

    private static readonly Node Any = Nodes[0];

    [Fact]
    public void A_node_that_is_recorded_and_in_no_file_is_named()
    {
        var left = new Node { Name = "rails-9", Address = "10.0.0.69", Group = "rails", Roles = [RoleNames.Rails] };
        var record = SiteRecord.None.With([.. Nodes, left]);

        Ask(new KnownNodes(Nodes), (_, i) => i == 3 ? $"{record}\n" : "none\n")
            .ShouldBe((Health.Degraded, "no file names rails-9 at 10.0.0.69"));
        Ask(new KnownNodes(Nodes), (_, _) => "none\n").ShouldBe((Health.Healthy, "no node is recorded yet"));
        Ask(new KnownNodes([.. Nodes, left]), (_, i) => i == 3 ? $"{record}\n" : "none\n").Health.ShouldBe(Health.Healthy);
    }

    [Theory]
    [InlineData("process rails-1:12:0a1b2c\nprocess rails-2:9:ff00\nprocesses\n", Health.Healthy, "2 processes on 2 nodes")]
    [InlineData("processes\n", Health.Healthy, "0 processes on 2 nodes")]
    [InlineData("process rails-1:12:0a\nprocess old-7:9:ff\nprocess old-7:10:fe\nprocesses\n", Health.Degraded, "it also runs on old-7")]
    [InlineData("WRONGPASS invalid username-password pair\n", Health.Unhealthy, "WRONGPASS invalid username-password pair")]
    public void A_Sidekiq_on_another_machine_is_named(string answer, Health health, string evidence)
    {
        ImmutableArray<Node> sidekiqs = [.. Nodes.Where(x => x.Has(RoleNames.Sidekiq))];

        Ask(new SidekiqProcesses(Any, sidekiqs, new Secret("redis_password", "x")), (node, i) => i == 0 ? answer : $"host {node}\n")
            .ShouldBe((health, evidence));
    }

    [Theory]
    [InlineData("tracked 5\nstorage gitaly-4 5 5 5\n", Health.Healthy, "5 of 5 repositories", false)]
    [InlineData("tracked 5\nstorage gitaly-4 5 2 2\n", Health.Unhealthy, "2 of 5 repositories", true)]
    [InlineData("tracked 0\n", Health.Healthy, "no repositories", false)]
    public void A_storage_that_is_being_filled_is_in_progress(string answer, Health health, string evidence, bool progress)
    {
        var verdict = new PraefectReplicas(Any, "gitaly-4").Interpret([new ProbeResult(Any, new CommandResult(0, answer, ""))]);

        (verdict.Health, verdict.Evidence, verdict.IsProgress).ShouldBe((health, evidence, progress));
    }

    [Theory]
    [InlineData("only 0\n", Health.Healthy, "all of them, on gitaly-1, gitaly-2")]
    [InlineData("only 2\npath @hashed/aa.git\npath @hashed/bb.git\n", Health.Unhealthy,
        "2 have no current copy on gitaly-1, gitaly-2: @hashed/aa.git, @hashed/bb.git")]
    [InlineData("ERROR:  relation does not exist\n", Health.Unknown, "not understood: ERROR:  relation does not exist")]
    public void Repositories_that_only_one_storage_has_keep_it(string answer, Health health, string evidence) =>
        Ask(new StorageIsElsewhere(Any, "gitaly-3", ["gitaly-1", "gitaly-2"]), (_, _) => answer).ShouldBe((health, evidence));

    [Theory]
    [InlineData("projects 0\n", Health.Healthy, "none")]
    [InlineData("projects 7\n", Health.Unhealthy, "7 projects are on it, and nowhere else")]
    public void Projects_on_a_storage_without_Praefect_keep_it(string answer, Health health, string evidence) =>
        Ask(new StorageIsEmpty(Any, "gitaly-2"), (_, _) => answer).ShouldBe((health, evidence));

    private static (Health Health, string Evidence) Ask(Check check, Func<Node, int, string> answer)
    {
        var verdict = check.Interpret(
            [.. check.Probes.Select((x, i) => new ProbeResult(x.Node, new CommandResult(0, answer(x.Node, i), "")))]);
        return (verdict.Health, verdict.Evidence);
    }
}
