using System.Collections.Immutable;
using GitLabHa.Core;
using GitLabHa.Operations;

namespace GitLabHa.Tests.Unit.Operations;

public sealed class PhaseRunnerTests
{
    private readonly List<string> _ran = [];

    [Fact]
    public async Task Phases_run_in_order_and_what_they_opened_ends_in_reverse()
    {
        await RunAsync(Phase("a"), Phase("b") with { IsNeeded = () => false }, Phase("c"));

        _ran.ShouldBe(["a", "c", "end c", "end a"]);
    }

    [Fact]
    public async Task Whether_a_phase_is_needed_is_asked_when_its_turn_comes()
    {
        var needed = false;

        await RunAsync(new Phase("decide", _ => Task.FromResult(needed = true)), Phase("b") with { IsNeeded = () => needed });

        _ran.ShouldBe(["b", "end b"]);
    }

    [Fact]
    public async Task A_failure_removes_what_begun_phases_left_and_runs_no_later_one()
    {
        var failed = await Should.ThrowAsync<OperatorException>(
            RunAsync(Phase("a"), Failing("b", new OperatorException("no room", "disk", "Make room.")), Phase("c")));

        failed.Problem.ShouldBe("no room");
        _ran.ShouldBe(["a", "b", "undo b", "undo a", "end b", "end a"]);
    }

    [Fact]
    public async Task A_clean_up_that_fails_hides_neither_the_failure_nor_the_other_clean_ups()
    {
        var b = Failing(
            "b", new InvalidOperationException("the fault")) with
        {
            OnFailure = () =>
                throw new IOException("gone"),
            Finally = () => throw new OperatorException("x", "y", "z")
        };

        (await Should.ThrowAsync<InvalidOperationException>(RunAsync(Phase("a"), b))).Message.ShouldBe("the fault");

        _ran.ShouldBe(["a", "b", "undo a", "end a"]);
    }

    [Fact]
    public async Task Between_two_phases_a_run_can_be_stopped()
    {
        using var stop = new CancellationTokenSource();
        var operation = new Operation([new Phase("a", _ => stop.CancelAsync()) { Finally = () => Ran("end a") }, Phase("b")]);

        await Should.ThrowAsync<OperationCanceledException>(PhaseRunner.RunAsync(operation, stop.Token));

        _ran.ShouldBe(["end a"]);
    }

    [Fact]
    public void What_no_phase_has_found_yet_cannot_be_read() =>
        Should.Throw<InvalidOperationException>(() => new Found<int>().Value).Message.ShouldStartWith("no phase found Int32 yet");

    private Phase Phase(string name) =>
        new(name, _ => Ran(name)) { OnFailure = () => Ran($"undo {name}"), Finally = () => Ran($"end {name}") };

    private Phase Failing(string name, Exception failure) => Phase(name) with
    {
        RunAsync = async _ =>
        {
            await Ran(name);
            throw failure;
        },
    };

    private Task Ran(string what)
    {
        _ran.Add(what);
        return Task.CompletedTask;
    }

    private static Task RunAsync(params ImmutableArray<Phase> phases) =>
        PhaseRunner.RunAsync(new Operation(phases), CancellationToken.None);

    private sealed record Operation(ImmutableArray<Phase> Phases) : IOperation
    {
        public string Name => "Sample";
    }
}
