using System.Diagnostics;
using GitLabHa.Core;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;

namespace GitLabHa.Tests.Integration.Connections;

public sealed class OpenSshFailureTests(SshServer server) : IClassFixture<SshServer>
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly Command True = Command.Of("true");

    [Fact(Timeout = 30_000)]
    public async Task A_changed_host_key_is_refused()
    {
        await server.KeyAsync("other");
        var key = await File.ReadAllTextAsync(Path.Combine(server.Folder, "other.pub"));

        await IsUnreachable(await PinnedAsync("wrong_hosts", key), "its host key changed");
    }

    [Fact(Timeout = 30_000)]
    public async Task An_unknown_host_key_is_refused() =>
        await IsUnreachable(await PinnedAsync("no_hosts", null), "its host key is not pinned");

    [Fact(Timeout = 30_000)]
    public async Task A_missing_known_hosts_file_is_told_with_the_way_to_make_it()
    {
        var connection = server.Connect(change: x => x with { KnownHosts = "absent" });

        var error = await Should.ThrowAsync<OperatorException>(connection.RunAsync(True, None));

        error.Where.ShouldBe(Path.Combine(server.Folder, "absent"));
        error.Fix.ShouldContain("ssh-keyscan 127.0.0.1");
    }

    [Fact(Timeout = 30_000)]
    public async Task A_port_where_nothing_listens_is_unreachable() =>
        await IsUnreachable(x => x with { Port = SshServer.FreePort() }, "connection refused");

    [Fact(Timeout = 30_000)]
    public async Task A_jump_host_that_does_not_answer_makes_the_node_unreachable_in_bounded_time()
    {
        var watch = Stopwatch.StartNew();

        await IsUnreachable(x => x with { ProxyJump = "192.0.2.1", ConnectTimeoutSeconds = 1 }, "");

        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_key_that_is_not_accepted_is_permission_denied()
    {
        await server.KeyAsync("stranger");

        await IsUnreachable(x => x with { IdentityFile = Path.Combine(server.Folder, "stranger") }, "permission denied");
    }

    [Fact(Timeout = 30_000)]
    public async Task A_file_on_an_unreachable_node_is_not_written()
    {
        var connection = server.Connect(change: x => x with { Port = SshServer.FreePort() });

        var error = await Should.ThrowAsync<OperatorException>(
            connection.WriteAsync(new() { Path = "/tmp/x", Content = "x" }, null, None));

        error.Problem.ShouldStartWith("node-1 cannot be reached: connection refused");
    }

    [Fact(Timeout = 30_000)]
    public async Task A_command_after_the_nodes_restart_reaches_it_again()
    {
        var connection = server.Connect("restarted");
        (await connection.RunAsync(True, None)).Succeeded.ShouldBeTrue();
        await server.RestartAsync();

        (await connection.RunAsync(True, None)).ShouldBe(new CommandResult(0, "", ""));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_connection_lost_while_a_command_runs_makes_the_node_unreachable()
    {
        var connection = server.Connect("lost");
        (await connection.RunAsync(True, None)).Succeeded.ShouldBeTrue();
        var run = connection.RunAsync(Command.Shell("test", "echo begun; sleep 20"), None);
        await Task.Delay(1000);
        await server.RestartAsync();

        var result = await run;

        result.ExitCode.ShouldBe(CommandResult.Unreachable);
        result.Error.ShouldStartWith("it closed the connection");
    }

    [Fact(Timeout = 30_000)]
    public async Task A_scripts_own_exit_code_255_keeps_its_words()
    {
        var result = await server.Connect().RunAsync(Command.Shell("test", "echo mine >&2; exit 255"), None);

        result.ShouldBe(new CommandResult(255, "", "mine\n"));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_warm_round_trip_is_quick()
    {
        var connection = server.Connect("warm");
        await connection.RunAsync(True, None);

        var times = new List<double>();
        for (var i = 0; i < 20; i++)
        {
            var watch = Stopwatch.StartNew();
            (await connection.RunAsync(True, None)).Succeeded.ShouldBeTrue();
            times.Add(watch.Elapsed.TotalMilliseconds);
        }

        // Measured 15 ms on two idle cores; the fastest of twenty stays far below this even on a busy machine.
        times.Min().ShouldBeLessThan(150);
    }

    private async Task<Func<ConnectionSettings, ConnectionSettings>> PinnedAsync(string file, string? key)
    {
        await File.WriteAllTextAsync(Path.Combine(server.Folder, file), key is null ? "" : $"[127.0.0.1]:{server.Port} {key}\n");
        return x => x with { KnownHosts = file };
    }

    private async Task IsUnreachable(Func<ConnectionSettings, ConnectionSettings> change, string reason)
    {
        var result = await server.Connect(change: change).RunAsync(True, None);

        result.ExitCode.ShouldBe(CommandResult.Unreachable);
        result.Output.ShouldBe("");
        result.Error.ShouldStartWith(reason);
    }
}
