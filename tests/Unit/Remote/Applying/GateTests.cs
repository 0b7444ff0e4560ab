using System.Collections.Immutable;
using GitLabHa.Core;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Checks.Services;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Observing;
using GitLabHa.Core.Planning;
using GitLabHa.Remote.Applying;
using GitLabHa.Remote.Connections;

namespace GitLabHa.Tests.Unit.Remote.Applying;

/// <summary>What is recorded of a node before and after its gates.</summary>
public sealed class GateTests : IDisposable
{
    private readonly QuickTime _time = new();
    private readonly List<string> _ran = [];
    private readonly HashSet<string> _down = [];
    private readonly CancellationTokenSource _stop = new();
    private bool _begun;

    [Fact]
    public async Task A_node_is_finished_when_its_gates_hold()
    {
        await RunAsync("a-1");

        _ran.ShouldBe(["a-1 change", "a-1 record waiting-hash", "a-1 record hash"]);
        _begun.ShouldBeTrue();
    }

    [Fact]
    public async Task A_node_whose_gate_fails_stays_unfinished_and_the_others_do_not()
    {
        _down.Add("a-1");

        var failure = await Should.ThrowAsync<OperatorException>(RunAsync("a-1", "a-2"));

        failure.Where.ShouldBe("a-1");
        _ran.Where(x => x.StartsWith("a-1", StringComparison.Ordinal)).ShouldBe(["a-1 change", "a-1 record waiting-hash"]);
        _ran.Where(x => x.StartsWith("a-2", StringComparison.Ordinal))
            .ShouldBe(["a-2 change", "a-2 record waiting-hash", "a-2 record hash"]);
    }

    [Fact]
    public async Task Every_gate_that_fails_is_reported()
    {
        _down.UnionWith(["a-1", "a-2"]);

        var failure = await Should.ThrowAsync<OperatorException>(RunAsync("a-1", "a-2"));

        failure.Problem.ShouldStartWith("2 nodes failed in Gitaly");
    }

    [Fact]
    public async Task A_run_that_is_stopped_between_two_steps_records_nothing_as_finished()
    {
        await Should.ThrowAsync<OperationCanceledException>(
            RunAsync([], (_, command) => { if (command == "change") _stop.Cancel(); }, "a-1"));

        _ran.ShouldBe(["a-1 change"]);
    }

    public void Dispose() => _stop.Dispose();

    private Task RunAsync(params string[] nodes) => RunAsync([], (_, _) => { }, nodes);

    private async Task RunAsync(ImmutableArray<Check> more, Action<Node, string> after, params string[] names)
    {
        Func<Node, IConnection> connect = node => new FakeNode(node, command => Answer(node, command, after));
        var runner = new StageRunner(FakeSite.Access(connect, time: _time), _ =>
        {
            _begun = true;
            return Task.CompletedTask;
        });
        ImmutableArray<Node> nodes = [.. names.Select(x => new Node { Name = x, Address = "192.0.2.1", Group = "a", Roles = ["gitaly"] })];
        var rollout = new GroupRollout
        {
            Nodes = nodes,
            NeverRan = true,
            Of = _ => [Rollout.Parallel],
            GatesOf = (node, _) => [new ServicesRunning(node, ["gitaly"]), .. more],
            Replan = (plan, _) => Task.FromResult(plan),
        };
        NodePlan[] plans = [
            .. nodes.Select(x => new NodePlan { Node = x, Stage = Stage.Gitaly, NeverRan = false, Steps = [Change(x), Final(x)] })];
        await runner.ApplyAsync(Stage.Gitaly, plans, _ => rollout, new RunControl(_stop.Token, CancellationToken.None));
    }

    private CommandResult Answer(Node node, Command command, Action<Node, string> after)
    {
        if (command.Display == "gitlab-ctl status")
            return new CommandResult(0, $"{(_down.Contains(node.Name) ? "down" : "run")}: gitaly: (pid 1) 7s\n", "");
        var words = command.Display == "record the run" ? $"record {command.Arguments[0]}" : command.Display;
        lock (_ran) _ran.Add($"{node} {words}");
        after(node, words);
        return new CommandResult(0, "", "");
    }

    private static Step.RunCommand Change(Node node) =>
        new() { Node = node, Command = Command.Of("change"), Reason = "", Risk = Risk.Disruptive };

    private static Step.WriteMarker Final(Node node) =>
        new() { Node = node, Mark = new Mark("hash"), Waiting = Mark.Waiting("hash", firstRun: false), Reason = "" };
}
