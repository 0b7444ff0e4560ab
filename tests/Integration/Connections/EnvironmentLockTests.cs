using System.Diagnostics;
using System.Text.Json;
using GitLabHa.Core;
using GitLabHa.Remote.Connections;
using GitLabHa.Remote.Locking;

namespace GitLabHa.Tests.Integration.Connections;

/// <summary>The lock on a real node: this machine.</summary>
public sealed class EnvironmentLockTests(SshServer server) : IClassFixture<SshServer>, IDisposable
{
    private const string LockFile = "/var/lib/gitlab-ha/lock";
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly List<string> _notices = [];

    [Fact(Timeout = 60_000)]
    public async Task Of_many_at_once_one_gets_the_lock()
    {
        var attempts = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ =>
            Record.ExceptionAsync(() => Lock().AcquireAsync("Deploy", _notices.Add, None))));

        attempts.Count(x => x is null).ShouldBe(1);
        attempts.OfType<OperatorException>().Count().ShouldBe(7);
        Directory.GetFiles("/var/lib/gitlab-ha").Where(x => x.Contains("lock.")).ShouldBeEmpty();
    }

    [Fact(Timeout = 60_000)]
    public async Task The_holder_is_named_to_whom_it_refuses()
    {
        await Lock().AcquireAsync("Deploy --limit redis", _notices.Add, None);

        var error = await Should.ThrowAsync<OperatorException>(Lock().AcquireAsync("Preview", _notices.Add, None));

        error.Problem.ShouldContain($"@{Environment.MachineName} (process {Environment.ProcessId}) since 20");
        error.Problem.ShouldContain("Deploy --limit redis");
        error.Where.ShouldContain("node-1");
        error.Fix.ShouldContain("Unlock");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_released_lock_can_be_taken_and_a_foreign_one_is_not_released()
    {
        var first = Lock();
        await first.AcquireAsync("Deploy", _notices.Add, None);
        await first.ReleaseAsync(None);
        await Lock().AcquireAsync("Deploy", _notices.Add, None);

        await first.ReleaseAsync(None);

        File.Exists(LockFile).ShouldBeTrue();
    }

    [Fact(Timeout = 60_000)]
    public async Task A_lock_whose_process_is_gone_is_taken_over_with_a_notice()
    {
        await LeaveAsync(RunningProcess.Machine, await GoneAsync());

        await Lock().AcquireAsync("Deploy", _notices.Add, None);

        _notices.ShouldHaveSingleItem().ShouldContain("that process is gone");
    }

    [Fact(Timeout = 60_000)]
    public async Task Of_many_that_take_over_at_once_one_gets_the_lock()
    {
        await LeaveAsync(RunningProcess.Machine, await GoneAsync());

        var attempts = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => Record.ExceptionAsync(() => Lock().AcquireAsync("Deploy", _ => { }, None))));

        attempts.Count(x => x is null).ShouldBe(1);
        attempts.OfType<OperatorException>().Count(x => x.Problem.Contains($"(process {Environment.ProcessId})", StringComparison.Ordinal))
            .ShouldBe(7);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_lock_is_its_holders_as_long_as_that_runs_and_of_another_process_with_its_number_it_is_not()
    {
        await LeaveAsync(RunningProcess.Machine, RunningProcess.This);
        await Should.ThrowAsync<OperatorException>(Lock().AcquireAsync("Deploy", _notices.Add, None));

        await LeaveAsync(RunningProcess.Machine, $"{Environment.ProcessId}:another boot-1");
        await Lock().AcquireAsync("Deploy", _notices.Add, None);

        _notices.ShouldHaveSingleItem().ShouldContain("that process is gone");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_lock_of_another_machine_is_never_judged_by_its_process_even_if_that_has_the_same_name()
    {
        await LeaveAsync("another of this name", await GoneAsync(), Environment.MachineName);

        await Should.ThrowAsync<OperatorException>(Lock().AcquireAsync("Deploy", _notices.Add, None));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_lock_that_nobody_can_read_is_told()
    {
        Directory.CreateDirectory("/var/lib/gitlab-ha");
        await File.WriteAllTextAsync(LockFile, "{}");

        var error = await Should.ThrowAsync<OperatorException>(Lock().AcquireAsync("Deploy", _notices.Add, None));

        error.Problem.ShouldStartWith("The lock is there but cannot be read");
    }

    [Fact(Timeout = 60_000)]
    public async Task Breaking_says_whose_lock_it_was()
    {
        await LeaveAsync("another", "7:1");

        (await Lock().BreakAsync(None)).ShouldNotBeNull().ToString()
            .ShouldBe("somebody@elsewhere (process 7) since 2025-01-02 03:04:05 UTC, running Deploy");

        File.Exists(LockFile).ShouldBeFalse();
        (await Lock().BreakAsync(None)).ShouldBeNull();
    }

    [Fact(Timeout = 60_000)]
    public async Task On_a_node_that_cannot_be_reached_there_is_no_lock()
    {
        var unreachable = server.Connect("gone", x => x with { Port = SshServer.FreePort() });

        var error = await Should.ThrowAsync<OperatorException>(Lock(unreachable).AcquireAsync("Deploy", _notices.Add, None));

        error.Problem.ShouldContain("connection refused");
    }

    public void Dispose() => File.Delete(LockFile);

    private EnvironmentLock Lock(IConnection? connection = null) => new([connection ?? server.Connect("node-1")], TimeProvider.System);

    private static async Task<string> GoneAsync()
    {
        using var gone = Process.Start("true");
        await gone.WaitForExitAsync();
        return $"{gone.Id}:1";
    }

    private static async Task LeaveAsync(string machine, string process, string host = "elsewhere")
    {
        var holder = new
        {
            Id = "abc",
            Who = $"somebody@{host}",
            Machine = machine,
            Process = process,
            Since = "2025-01-02T03:04:05+00:00",
            What = "Deploy"
        };
        Directory.CreateDirectory("/var/lib/gitlab-ha");
        await File.WriteAllTextAsync(LockFile, JsonSerializer.Serialize(holder));
    }
}
