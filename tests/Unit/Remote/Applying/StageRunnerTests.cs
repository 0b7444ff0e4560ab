using System.Collections.Immutable;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Planning;
using GitLabHa.Remote.Applying;
using GitLabHa.Remote.Connections;

namespace GitLabHa.Tests.Unit.Remote.Applying;

/// <summary>A group of nodes, one of which leads; what is run on them is told in its order.</summary>
public sealed class StageRunnerTests
{
    private static readonly Command IsPrimary = Command.Of("is-primary");
    private static readonly HandOver Way = new(IsPrimary, Command.Of("move")) { Primary = "leader", IsHeld = true };

    private readonly List<string> _ran = [];
    private string? _primary = "b-2";
    private int _silent;

    [Fact]
    public async Task The_primary_hands_over_after_the_others_are_through() =>
        (await RunAsync(Way)).ShouldBe(["b-1 change", "b-2 move", "b-2 change"]);

    [Fact]
    public async Task One_that_says_for_a_moment_that_nobody_leads_is_asked_again()
    {
        _silent = 2;

        (await RunAsync(Way)).ShouldBe(["b-1 change", "b-2 move", "b-2 change"]);
    }

    [Fact]
    public async Task Who_leads_is_asked_before_each_node()
    {
        _primary = "b-1";

        (await RunAsync(Way, nodes: 3, after: run => _primary = run == "b-2 change" ? "b-3" : _primary))
            .ShouldBe(["b-2 change", "b-3 move", "b-3 change", "b-1 move", "b-1 change"]);
    }

    [Fact]
    public async Task One_that_leads_no_more_hands_nothing_over()
    {
        _primary = "b-1";

        (await RunAsync(Way, after: run => _primary = run == "b-2 change" ? "b-2" : _primary)).ShouldBe(["b-2 change", "b-1 change"]);
    }

    [Fact]
    public async Task What_may_fail_does_not_stop_the_hand_over_and_tells_why()
    {
        var way = Way with
        {
            Prepare = Command.Of("fail"),
            Holds = [(NodeOf("c-1"), Command.Of("hold")), (NodeOf("c-2"), Command.Of("fail"))]
        };
        var events = new Told();

        (await RunAsync(way, events: events)).ShouldBe(["b-1 change", "b-2 fail", "c-1 hold", "c-2 fail", "b-2 move", "b-2 change"]);

        events.Details.ShouldBe(
            ["fail failed with exit code 1\nb-2\n    | it cannot", "fail failed with exit code 1\nc-2\n    | it cannot"]);
    }

    [Fact]
    public async Task A_primary_that_takes_its_change_in_place_does_not_hand_over() =>
        (await RunAsync(Way, interrupts: false)).ShouldBe(["b-1 change", "b-2 change"]);

    private async Task<string[]> RunAsync(
        HandOver way, int nodes = 2, Action<string>? after = null, Told? events = null, bool interrupts = true)
    {
        ImmutableArray<Node> group = [.. Enumerable.Range(1, nodes).Select(x => NodeOf($"b-{x}"))];
        var told = events ?? new Told();
        Func<Node, IConnection> connect = node => new FakeNode(node, command => Answer(node, command, after));
        var runner = new StageRunner(FakeSite.Access(connect, told), _ => Task.CompletedTask);
        var rollout = new GroupRollout
        {
            Nodes = group,
            NeverRan = false,
            Of = _ => [Rollout.PrimaryLast(way)],
            GatesOf = (_, _) => [],
            Replan = (plan, _) => Task.FromResult(plan),
        };
        NodePlan[] plans =
        [
            .. group.Select(x => new NodePlan
            {
                Node = x,
                Stage = Stage.Database,
                Steps = [Change(x)],
                NeverRan = false,
                Interrupts = interrupts,
            }),
        ];

        await runner.ApplyAsync(Stage.Database, plans, _ => rollout, new RunControl(CancellationToken.None, CancellationToken.None));
        return [.. _ran];
    }

    private CommandResult Answer(Node node, Command command, Action<string>? after)
    {
        if (command == IsPrimary) return new CommandResult(node.Name == _primary && --_silent < 0 ? 0 : 1, "", "");
        var run = $"{node} {command.Display}";
        lock (_ran) _ran.Add(run);
        if (command.Display == "move") _primary = node.Name == "b-1" ? "b-2" : "b-1";
        after?.Invoke(run);
        return command.Display == "fail" ? new CommandResult(1, "", "it cannot\n") : new CommandResult(0, "", "");
    }

    private static Step.RunCommand Change(Node node) =>
        new() { Node = node, Command = Command.Of("change"), Reason = "", Risk = Risk.Disruptive };

    private static Node NodeOf(string name) => new() { Name = name, Address = "192.0.2.1", Group = name[..1], Roles = [] };
}
