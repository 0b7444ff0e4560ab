using System.Diagnostics;
using System.Globalization;
using Nuke.Common;
using Nuke.Common.Utilities.Collections;

namespace GitLabHa.Tests.Unit.Nuke;

[Collection(OneAtATime.Name)]
public sealed class ExecutorTests : IDisposable
{
    private readonly Engine engine = new();
    private readonly List<string> ran = [];

    public void Dispose() => engine.Dispose();

    [Fact]
    public void Async_targets_are_awaited_even_if_they_return_a_value()
    {
        var build = new ThreeTargets
        {
            DefineA = _ => _.Executes(async () => { await Task.Delay(20); ran.Add("task"); }),
            DefineB = _ => _.Executes(async () => { await Task.Delay(20); ran.Add("value"); return 1; }),
        };

        engine.Run(build, "A", "B").ShouldBe(0);

        ran.ShouldBe(["value", "task"]);
    }

    [Fact]
    public void After_a_failure_only_assured_targets_run_and_the_exit_code_is_one()
    {
        var build = new ThreeTargets { DefineA = _ => _.Executes(Throw) };
        build.DefineB = _ => _.DependsOn(build.A).Executes(() => ran.Add("B"));
        build.DefineC = _ => _.After(build.B).AssuredAfterFailure().Executes(() => ran.Add("C"));

        engine.Run(build, "B", "C").ShouldBe(1);

        ran.ShouldBe(["C"]);
        Statuses(build).ShouldBe("A Failed, B NotRun, C Succeeded");
        engine.Output.ShouldContain("InvalidOperationException: broken");
        engine.Output.ShouldContain("   at ");
    }

    [Fact]
    public void A_failure_that_may_proceed_still_fails_the_build()
    {
        var build = new ThreeTargets
        {
            DefineA = _ => _.Executes(() => ran.Add("A")),
            DefineC = _ => _.ProceedAfterFailure().Executes(Throw)
        };

        engine.Run(build, "A", "C").ShouldBe(1);

        Statuses(build).ShouldBe("C Failed, A Succeeded");
    }

    [Fact]
    public void The_exit_code_of_build_code_wins()
    {
        var build = new ThreeTargets();
        build.DefineA = _ => _.Executes(() => build.ExitCode = 7);

        engine.Run(build).ShouldBe(7);
    }

    [Fact]
    public void An_operators_error_is_shown_without_a_stack()
    {
        var exception = new InvalidOperationException("No leader.\nAt: postgres-1\nFix: start it") { Data = { ["operator"] = true } };
        var build = new ThreeTargets { DefineA = _ => _.Executes(() => throw exception) };

        engine.Run(build).ShouldBe(1);

        engine.Output.ShouldContain("Fix: start it");
        engine.Output.ShouldNotContain("   at ");
    }

    [Fact]
    public void The_operators_errors_of_several_nodes_are_all_shown_without_a_stack()
    {
        Exception[] nodes = [new InvalidOperationException("one") { Data = { ["operator"] = true } },
            new TimeoutException("two") { Data = { ["operator"] = true } }];
        var build = new ThreeTargets { DefineA = _ => _.Executes(() => throw new AggregateException(nodes)) };

        engine.Run(build).ShouldBe(1);

        engine.Output.ReplaceLineEndings("\n").ShouldContain("one\ntwo\n");
        engine.Output.ShouldNotContain("   at ");
    }

    [Fact]
    public void A_condition_that_does_not_hold_skips_the_target_and_is_named()
    {
        var build = new ThreeTargets { DefineA = _ => _.OnlyWhenDynamic(() => ran.Count > 0).Executes(() => ran.Add("A")) };

        engine.Run(build).ShouldBe(0);

        ran.ShouldBeEmpty();
        engine.Output.ShouldContain("// OnlyWhen: ran.Count > 0");
    }

    [Fact]
    public void A_skipped_target_takes_its_dependencies_along_unless_it_says_otherwise()
    {
        var build = new Chain();
        engine.Run(build, "Last", ["--skip", "Middle"]).ShouldBe(0);
        Statuses(build).ShouldBe("First Skipped, Middle Skipped, Last Succeeded");

        var kept = new Chain { WhenSkipped = DependencyBehavior.Execute };
        engine.Run(kept, "Last", ["--skip", "Middle"]).ShouldBe(0);
        Statuses(kept).ShouldBe("First Succeeded, Middle Skipped, Last Succeeded");
    }

    [Fact]
    public void What_was_invoked_is_never_skipped_along()
    {
        var build = new Chain();

        engine.Run(build, "Last", ["First", "Last", "--skip"]).ShouldBe(0);

        Statuses(build).ShouldBe("First Succeeded, Middle Skipped, Last Succeeded");
    }

    [Fact]
    public void Continue_skips_what_succeeded_until_all_has()
    {
        var broken = new Chain { Broken = true };
        engine.Run(broken, "Last", []).ShouldBe(1);
        var again = new Chain();
        engine.Run(again, "Last", ["--continue"]).ShouldBe(0);
        Statuses(again).ShouldBe("First Skipped, Middle Succeeded, Last Succeeded");

        var afterSuccess = new Chain();
        engine.Run(afterSuccess, "Last", ["--continue"]).ShouldBe(0);
        Statuses(afterSuccess).ShouldBe("First Succeeded, Middle Succeeded, Last Succeeded");
    }

    [Fact]
    public void The_summary_shows_what_a_target_reports()
    {
        var build = new ThreeTargets();
        build.DefineA = _ => _.Executes(() => build.ReportSummary(pairs => pairs.AddPair("Hosts", 3).AddPair("Changed", "2")));

        engine.Run(build).ShouldBe(0);

        engine.Output.ShouldMatch("A +Succeeded +< 1sec   // Hosts: 3, Changed: 2");
    }

    [Fact]
    public void A_signal_lets_the_running_target_finish_and_starts_no_other()
    {
        if (OperatingSystem.IsWindows()) return;
        using var before = new Arrival();
        var build = new ThreeTargets
        {
            DefineA = _ => _.Executes(() => ran.Add("A")),
            DefineC = _ => _.Executes(async () => { await Terminate(before); ran.Add("C"); })
        };

        engine.Run(build, "A", "C").ShouldBe(143);

        ran.ShouldBe(["C"]);
        Statuses(build).ShouldBe("C Succeeded, A NotRun");
        engine.Output.ShouldContain("Build was interrupted");
    }

    [Fact]
    public void A_target_that_gives_up_on_a_signal_is_aborted()
    {
        if (OperatingSystem.IsWindows()) return;
        using var before = new Arrival();
        var build =
            new ThreeTargets
            {
                DefineA = _ =>
            _.Executes(async () => { await Terminate(before); throw new OperationCanceledException(); })
            };

        engine.Run(build).ShouldBe(143);

        Statuses(build).ShouldBe("A Aborted");
    }

    // Handlers run one after the other: of one that was there before the engine's and one that came after it, the later one has waited for
    // the engine's.
    private static async Task Terminate(Arrival before)
    {
        using var after = new Arrival();
        using var kill = Process.Start("kill", ["-TERM", Environment.ProcessId.ToString(CultureInfo.InvariantCulture)]);
        await Task.WhenAll(before.Task, after.Task).WaitAsync(TimeSpan.FromSeconds(10));
        await kill.WaitForExitAsync();
    }

    private static void Throw() => throw new InvalidOperationException("broken");

    private static string Statuses(NukeBuild build) =>
        string.Join(", ", build.ExecutionPlan.Select(target => $"{target.Name} {target.Status}"));
}
