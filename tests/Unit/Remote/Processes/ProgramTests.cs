using System.Diagnostics;
using GitLabHa.Core;
using GitLabHa.Remote.Processes;

namespace GitLabHa.Tests.Unit.Remote.Processes;

public sealed class ProgramTests
{
    [Fact(Timeout = 30_000)]
    public async Task A_program_that_takes_too_long_is_killed_with_its_children()
    {
        var result = await (Program.Of("sh", "-c", "echo $$; sleep 60; echo late") with { Timeout = TimeSpan.FromMilliseconds(300) })
            .RunAsync(CancellationToken.None);

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

    [Fact(Timeout = 30_000)]
    public async Task A_program_that_ignores_sigterm_is_killed_when_its_grace_is_over()
    {
        using var stop = new CancellationTokenSource();
        var program = Program.Of("sh", "-c", "trap '' TERM; echo $$; while :; do sleep 0.1; done") with
        {
            Grace = TimeSpan.FromMilliseconds(500),
            OnLine = _ => stop.Cancel(),
        };

        var watch = Stopwatch.StartNew();
        await Should.ThrowAsync<OperationCanceledException>(program.RunAsync(stop.Token));

        watch.Elapsed.ShouldBeInRange(TimeSpan.FromMilliseconds(450), TimeSpan.FromSeconds(15));
    }

    [Theory(Timeout = 30_000)]
    [InlineData(0)]
    [InlineData(3)]
    public async Task A_source_that_fails_ends_the_program_and_is_thrown_as_it_came(int reads)
    {
        var sealedOff = new IOException("the share went away");
        var end = Path.Combine(Path.GetTempPath(), $"gitlab-ha-end-{Guid.NewGuid():N}");
        // The program must not see an end of its input: it would take half a file for a whole one.
        var program = Program.Of("sh", "-c", "cat >/dev/null; touch \"$1\"", "sh", end) with { From = new FailingSource(reads, sealedOff) };

        var thrown = await Should.ThrowAsync<IOException>(program.RunAsync(CancellationToken.None));

        thrown.ShouldBeSameAs(sealedOff);
        File.Exists(end).ShouldBeFalse();
    }

    [Fact(Timeout = 30_000)]
    public async Task A_target_that_fails_ends_the_program_and_is_thrown_as_it_came()
    {
        var full = new IOException("No space left on device");
        var target = new Target { Taking = taken => taken > 1_000_000 ? throw full : Task.CompletedTask };

        var thrown = await Should.ThrowAsync<IOException>(
            (Program.Of("cat", "/dev/zero") with { Into = target }).RunAsync(CancellationToken.None));

        thrown.ShouldBeSameAs(full);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_slow_target_gets_everything_and_holds_the_program_back()
    {
        var made = Path.Combine(Path.GetTempPath(), $"gitlab-ha-made-{Guid.NewGuid():N}");
        var ahead = 0L;
        var target = new Target
        {
            Taking = async taken =>
            {
                ahead = Math.Max(ahead, (File.Exists(made) ? new FileInfo(made).Length : 0) - (taken / (1024 * 1024)));
                await Task.Delay(5);
            },
        };
        var script = "for i in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16; do head -c 1048576 /dev/zero; printf x >>\"$1\"; done";

        var result = await (Program.Of("sh", "-c", script, "sh", made) with { Into = target }).RunAsync(CancellationToken.None);

        File.Delete(made);
        result.Succeeded.ShouldBeTrue(result.Error);
        target.Taken.ShouldBe(16 * 1024 * 1024);
        ahead.ShouldBeLessThan(4);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_target_gets_what_is_left_in_the_pipe_of_a_program_that_ended()
    {
        var target = new Target { Taking = _ => Task.Delay(1500) };

        var result = await (Program.Of("printf", "all of it") with { Into = target }).RunAsync(CancellationToken.None);

        result.Succeeded.ShouldBeTrue();
        target.Taken.ShouldBe(9);
    }

    [Fact(Timeout = 30_000)]
    public async Task A_program_of_the_working_folder_is_not_run()
    {
        // As another user could put one there.
        var name = $"planted-{Guid.NewGuid():N}";
        var planted = Path.Combine(Environment.CurrentDirectory, name);
        await File.WriteAllTextAsync(planted, "#!/bin/sh\necho planted\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(planted, (UnixFileMode)0b111_101_101);
        try
        {
            await Should.ThrowAsync<OperatorException>(Program.Of(name).RunAsync(CancellationToken.None));
        }
        finally
        {
            File.Delete(planted);
        }
    }

    [Fact(Timeout = 30_000)]
    public async Task A_program_that_a_signal_ended_has_its_exit_code()
    {
        var result = await Program.Of("sh", "-c", "kill -KILL $$").RunAsync(CancellationToken.None);

        result.ExitCode.ShouldBe(137);
        result.TimedOut.ShouldBeFalse();
    }

    private sealed class FailingSource(int reads, Exception failure) : MemoryStream
    {
        private int _reads;

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            ++_reads > reads ? throw failure : ValueTask.FromResult(buffer.Length);
    }

    private sealed class Target : MemoryStream
    {
        public long Taken { get; private set; }

        public required Func<long, Task> Taking { get; init; }

        public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            await Taking(Taken += buffer.Length);
        }
    }
}
