using System.Collections.Immutable;
using GitLabHa.Core;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Observing;
using GitLabHa.Core.Planning;
using GitLabHa.Core.Secrets;
using GitLabHa.Operations.Deploying;
using GitLabHa.Remote;
using GitLabHa.Remote.Applying;
using GitLabHa.Remote.Observing;
using GitLabHa.Tests.Unit.Remote;

namespace GitLabHa.Tests.Unit.Operations;

/// <summary>What is known of an environment while nodes disagree about who leads.</summary>
public sealed class DeploymentTests
{
    private readonly QuickTime _time = new();
    private readonly List<string> _said = [];
    private readonly List<int> _asked = [];

    [Fact]
    public async Task A_failover_that_is_under_way_is_waited_for()
    {
        (await Deploy(() => _time.Seconds < 5).RefreshAsync(CancellationToken.None)).Live.PostgresLeader.ShouldBe("10.0.0.22");

        _time.Seconds.ShouldBe(5);
        _asked.ShouldAllBe(x => x == Sample.Topology().Nodes.Count());
        _said.ShouldBe(
            ["the PostgreSQL nodes disagree about who the leader is (postgres-1 says 10.0.0.21; postgres-2 says 10.0.0.22); waiting up "
                + "to 30 s for the failover to end"]);
    }

    [Fact]
    public async Task Nodes_that_disagree_for_good_are_refused()
    {
        var refused = await Should.ThrowAsync<OperatorException>(Deploy(() => true).RefreshAsync(CancellationToken.None));

        refused.Problem.ShouldBe("the PostgreSQL nodes disagree about who the leader is");
        _time.Seconds.ShouldBe(30);
    }

    [Fact]
    public async Task A_stage_that_failed_is_told_although_nodes_disagree_after_it()
    {
        var failed = false;
        var deployment = Deploy(() => failed);
        var runner = Runner(_ =>
        {
            failed = true;
            return new CommandResult(1, "", "no space left on device\n");
        });

        var told = await Should.ThrowAsync<OperatorException>(
            deployment.ApplyAsync(Stage.Prepare, runner, new RunControl(CancellationToken.None, CancellationToken.None)));

        told.Problem.ShouldContain("nodes failed in Prepare");
        told.Problem.ShouldContain("no space left on device");
        _time.Seconds.ShouldBe(0);
        _said.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_storage_that_was_renamed_by_hand_refuses_changes_and_no_checks()
    {
        var deployment = Deploy(() => false, storageOf: x => x == "gitaly-2" ? "other" : x);

        var site = await deployment.ObserveAsync(CancellationToken.None);

        site.Checks().ShouldNotBeEmpty();
        site.Desired.Length.ShouldBe(Sample.Topology().Nodes.Length);
        Should.Throw<OperatorException>(() => site.Plan).Problem.ShouldContain("gitaly-2 serves other");
    }

    [Fact]
    public async Task What_was_observed_before_a_failover_stays_what_it_was()
    {
        var moved = false;
        var deployment = Deploy(() => false, x => moved && x == "postgres-1" ? "other" : null);
        var before = await deployment.ObserveAsync(CancellationToken.None);

        moved = true;
        var after = await deployment.RefreshAsync(CancellationToken.None);

        before.Observed.Values.ShouldAllBe(x => x.Mark == null);
        after.Observed.Values.Single(x => x.Mark != null).Node.Name.ShouldBe("postgres-1");
        (await deployment.ObserveAsync(CancellationToken.None)).ShouldBeSameAs(after);
    }

    [Theory]
    [InlineData("postgres-2", "waiting-0a1b")]
    [InlineData("postgres-2", "unfinished")]
    [InlineData("praefect-1", "first-waiting-0a1b")]
    [InlineData("praefect-1", null)]
    public async Task Nothing_sends_clients_to_a_node_whose_checks_have_not_held(string node, string? mark)
    {
        var deployment = Deploy(() => false, x => x == node ? mark : "other");

        var refused = await Should.ThrowAsync<OperatorException>(deployment.ApplyAsync(
            Stage.LoadBalancer, Runner(_ => throw new InvalidOperationException("nothing is run")),
            new RunControl(CancellationToken.None, CancellationToken.None)));

        refused.Where.ShouldBe(node);
        refused.Problem.ShouldContain("the checks have not held since the last change");
    }

    private StageRunner Runner(Func<Command, CommandResult> answer) => new(Access(answer), _ => Task.CompletedTask);

    private SiteAccess Access(Func<Command, CommandResult> answer) =>
        FakeSite.Access(x => new FakeNode(x, answer), time: _time, log: _said.Add);

    private Deployment Deploy(Func<bool> disagree, Func<string, string?>? markOf = null, Func<string, string>? storageOf = null) => new(
        Access(_ => throw new InvalidOperationException("no node is asked")),
        new PlanOptions { Selected = _ => true, Mask = new SecretMask([]) },
        new FakeObserver(nodes =>
        {
            _asked.Add(nodes.Count);
            return
            [
                .. nodes.Select(x => Seen(x, disagree(), markOf?.Invoke(x.Node.Name)) with
                {
                    Storages = x.Node.Has(RoleNames.Gitaly) && storageOf is not null
                        ? [new StorageInUse(storageOf(x.Node.Name), x.Node.Address, ByPraefect: false)]
                        : [],
                }),
            ];
        }));

    private static NodeObservation Seen(DesiredNode desired, bool disagree, string? mark) => new()
    {
        Node = desired.Node,
        Mark = mark is null ? null : new Mark(mark),
        PostgresLeader = desired.Node.Name
            switch
        { "postgres-1" => disagree ? "10.0.0.21" : "10.0.0.22", "postgres-2" => "10.0.0.22", _ => null },
    };

    private sealed class FakeObserver(Func<IReadOnlyList<DesiredNode>, ImmutableArray<NodeObservation>> observe) : IObserver
    {
        public Task<ImmutableArray<NodeObservation>> ObserveAsync(IReadOnlyList<DesiredNode> nodes, CancellationToken cancellationToken) =>
            Task.FromResult(observe(nodes));
    }
}
