using System.Diagnostics;
using GitLabHa.Core;
using GitLabHa.Remote.Processes;

namespace GitLabHa.Tests.Unit.Remote.Processes;

public sealed class ProgramTests
{
    [Fact(Timeout = 30_000)]
    public async Task A_program_that_takes_too_long_is_killed_with_its_children()
    {
        var result = await (Program.Of("sh", "-c", "echo $$; sleep 60; echo late") with { Timeout = TimeSpan.FromMilliseconds(300) }).RunAsync(CancellationToken.None);

        result.TimedOut.ShouldBeTrue();
        result.Output.ShouldNotContain("late");
        Directory.Exists($"/proc/{result.Output.Trim()}").ShouldBeFalse();
    }

    [Fact(Timeout = 30_000)]
    public async Task A_program_with_grace_is_told_to_end_and_ends_by_itself()
    {
        using var stop = new CancellationTokenSource();
        var said = new List<string>();
        // A trap waits for the program under way, so that one is short.
        var program = Program.Of("sh", "-c", "trap 'echo tidied up; exit 0' TERM; echo ready; while :; do sleep 0.1; done") with
        {
            Grace = TimeSpan.FromSeconds(20),
            OnLine = line =>
            {
                lock (said) said.Add(line);
                if (line == "ready") stop.Cancel();
            },
        };

        await Should.ThrowAsync<OperationCanceledException>(program.RunAsync(stop.Token));

        said.ShouldBe(["ready", "tidied up"]);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_daemon_that_holds_the_pipes_is_not_awaited()
    {
        var watch = Stopwatch.StartNew();

        var result = await Program.Of("sh", "-c", "echo done; sleep 20 &").RunAsync(CancellationToken.None);

        result.Output.ShouldBe("done\n");
        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(15));
    }

    [Fact(Timeout = 30_000)]
    public async Task Lines_are_told_as_they_come()
    {
        var lines = new List<string>();

        await (Program.Of("printf", "one\\ntwo\\nthree") with { OnLine = lines.Add }).RunAsync(CancellationToken.None);

        lines.ShouldBe(["one", "two", "three"]);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_missing_program_is_told_with_the_way_to_install_it()
    {
        var program = Program.Of("no-such-program") with { Install = "apt-get install it" };

        var error = await Should.ThrowAsync<OperatorException>(program.RunAsync(CancellationToken.None));

        error.Problem.ShouldBe("no-such-program is not installed");
        error.Fix.ShouldBe("apt-get install it");
    }

    [Fact(Timeout = 30_000)]
    public async Task Unread_input_is_no_failure()
    {
        var result = await Program.Of("true").WithInput(new string('x', 1_000_000)).RunAsync(CancellationToken.None);

        result.ExitCode.ShouldBe(0);
    }
}
