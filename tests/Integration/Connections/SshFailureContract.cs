using System.Diagnostics;
using GitLabHa.Core;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;
using GitLabHa.Remote.Connections;
using GitLabHa.Remote.Processes;

namespace GitLabHa.Tests.Integration.Connections;

/// <summary>What every transport by SSH makes of a node that cannot be asked, in the same words.</summary>
public abstract class SshFailureContract(SshServer server) : IClassFixture<SshServer>
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly Command True = Command.Of("true");

    /// <summary>The settings with the transport's kind.</summary>
    protected abstract ConnectionSettings Over(ConnectionSettings settings);

    /// <summary>What it makes of a host that has no key of the type that is pinned.</summary>
    protected virtual string OtherKeyType => "it offers no host key of the type that is pinned";

    [Fact(Timeout = 30_000)]
    public async Task A_changed_host_key_is_refused() =>
        await IsUnreachable(await PinnedAsync("wrong_hosts", $"{Name} {await OtherKeyAsync()}"), "its host key changed");

    [Fact(Timeout = 30_000)]
    public async Task An_unknown_host_key_is_refused() =>
        await IsUnreachable(await PinnedAsync("no_hosts", ""), "its host key is not pinned");

    [Fact(Timeout = 30_000)]
    public async Task A_key_pinned_for_another_port_is_not_pinned_for_this_one() =>
        await IsUnreachable(await PinnedAsync("port_hosts", $"[127.0.0.1]:1 {server.HostKey}"), "its host key is not pinned");

    [Fact(Timeout = 30_000)]
    public async Task A_revoked_host_key_is_refused_even_when_it_is_pinned() => await IsUnreachable(
        await PinnedAsync("revoked_hosts", $"{Name} {server.HostKey}\n@revoked * {server.HostKey}"), "its host key is revoked");

    [Fact(Timeout = 30_000)]
    public async Task A_host_without_a_key_of_the_pinned_type_is_refused() =>
        await IsUnreachable(await PinnedAsync("type_hosts", $"{Name} {await OtherKeyAsync("ecdsa")}"), OtherKeyType);

    [Theory(Timeout = 30_000)]
    [InlineData("127.0.0.*")]
    [InlineData("!127.0.0.2,127.0.0.?,node")]
    [InlineData("127.0.0.1")]
    public async Task A_host_key_may_be_pinned_for_a_pattern(string pattern)
    {
        var pinned = await PinnedAsync("pattern_hosts", $"[{pattern}]:{server.Port} {server.HostKey}");
        var withoutPort = await PinnedAsync("host_hosts", $"{pattern} {server.HostKey}");

        (await Connect(withoutPort).RunAsync(True, None)).Error.ShouldBe("");
        if (!pattern.Contains(',')) (await Connect(pinned).RunAsync(True, None)).Error.ShouldBe("");
    }

    [Fact(Timeout = 30_000)]
    public async Task Hashed_names_and_keys_of_several_types_are_found()
    {
        var other = await OtherKeyAsync("ecdsa");
        var pinned = await PinnedAsync("hashed_hosts", $"# comment\n\n{Name} {other}\n{Name} {server.HostKey} comment");
        var hash = await Program.Of("ssh-keygen", "-q", "-H", "-f", Path.Combine(server.Folder, "hashed_hosts")).RunAsync(None);
        hash.Succeeded.ShouldBeTrue(hash.Error);
        (await File.ReadAllTextAsync(Path.Combine(server.Folder, "hashed_hosts"))).ShouldNotContain("127.0.0.1");

        (await Connect(pinned).RunAsync(True, None)).ShouldBe(new CommandResult(0, "", ""));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_missing_known_hosts_file_is_told_with_the_way_to_make_it()
    {
        var connection = Connect(x => x with { KnownHosts = "absent" });

        var error = await Should.ThrowAsync<OperatorException>(connection.RunAsync(True, None));

        error.Where.ShouldBe(Path.Combine(server.Folder, "absent"));
        error.Fix.ShouldContain("ssh-keyscan 127.0.0.1");
    }

    [Fact(Timeout = 30_000)]
    public async Task A_port_where_nothing_listens_is_unreachable() =>
        await IsUnreachable(UnusedPort(), "connection refused");

    [Fact(Timeout = 30_000)]
    public async Task A_name_that_does_not_exist_is_unreachable()
    {
        var node = SshServer.NodeNamed("node-1") with { SshHost = "nowhere.invalid" };
        var pinned = await PinnedAsync("name_hosts", $"* {server.HostKey}");
        var settings = new ConnectionSettings { IdentityFile = Path.Combine(server.Folder, "client"), SshConfig = "/dev/null" };

        var result = await server.Factory(Over(pinned(settings))).For(node).RunAsync(True, None);

        result.ExitCode.ShouldBe(CommandResult.Unreachable);
        result.Error.ShouldStartWith("its name cannot be resolved");
    }

    [Fact(Timeout = 30_000)]
    public async Task A_jump_host_that_does_not_answer_makes_the_node_unreachable_in_bounded_time()
    {
        var watch = Stopwatch.StartNew();

        var pinned = await PinnedAsync("jump_hosts", $"192.0.2.1 {server.HostKey}\n{Name} {server.HostKey}");

        await IsUnreachable(x => pinned(x) with { ProxyJump = "192.0.2.1", ConnectTimeoutSeconds = 1 }, "");

        watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(10));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_key_that_is_not_accepted_is_permission_denied()
    {
        await server.KeyAsync("stranger");

        await IsUnreachable(x => x with { IdentityFile = Path.Combine(server.Folder, "stranger") }, "permission denied");
    }

    [Fact(Timeout = 30_000)]
    public async Task A_private_key_that_others_may_read_is_not_used()
    {
        await server.KeyAsync("open");
        var file = Path.Combine(server.Folder, "open");
        await File.AppendAllTextAsync(Path.Combine(server.Folder, "authorized_keys"), await File.ReadAllTextAsync(file + ".pub"));
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(file, (UnixFileMode)0b110_100_100);

        await IsUnreachable(x => x with { IdentityFile = file }, "the private key file may be read by others");
    }

    [Fact(Timeout = 30_000)]
    public async Task A_file_on_an_unreachable_node_is_not_written()
    {
        var connection = Connect(UnusedPort());

        var error = await Should.ThrowAsync<OperatorException>(
            connection.WriteAsync(new() { Path = "/tmp/x", Content = "x" }, null, None));

        error.Problem.ShouldStartWith("node-1 cannot be reached: connection refused");
    }

    [Fact(Timeout = 30_000)]
    public async Task A_command_after_the_nodes_restart_reaches_it_again()
    {
        var connection = Connect(name: "restarted");
        (await connection.RunAsync(True, None)).Succeeded.ShouldBeTrue();
        await server.RestartAsync();

        (await connection.RunAsync(True, None)).ShouldBe(new CommandResult(0, "", ""));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_connection_lost_while_a_command_runs_makes_the_node_unreachable()
    {
        var connection = Connect(name: "lost");
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
        var result = await Connect().RunAsync(Command.Shell("test", "echo mine >&2; exit 255"), None);

        result.ShouldBe(new CommandResult(255, "", "mine\n"));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_warm_round_trip_is_quick()
    {
        var connection = Connect(name: "warm");
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

    private string Name => $"[127.0.0.1]:{server.Port}";

    private IConnection Connect(Func<ConnectionSettings, ConnectionSettings>? change = null, string name = "node-1") =>
        server.Connect(name, x => Over(change?.Invoke(x) ?? x));

    // Whatever the port, its host key is pinned: only the connection fails.
    private Func<ConnectionSettings, ConnectionSettings> UnusedPort()
    {
        File.WriteAllText(Path.Combine(server.Folder, "any_hosts"), $"* {server.HostKey}\n");
        return x => x with { Port = SshServer.FreePort(), KnownHosts = "any_hosts" };
    }

    private async Task<string> OtherKeyAsync(string type = "ed25519")
    {
        var name = $"other-{Guid.NewGuid():N}";
        await server.KeyAsync(name, type);
        return (await File.ReadAllTextAsync(Path.Combine(server.Folder, name + ".pub"))).Trim();
    }

    private async Task<Func<ConnectionSettings, ConnectionSettings>> PinnedAsync(string file, string lines)
    {
        await File.WriteAllTextAsync(Path.Combine(server.Folder, file), lines + "\n");
        return x => x with { KnownHosts = file };
    }

    private async Task IsUnreachable(Func<ConnectionSettings, ConnectionSettings> change, string reason)
    {
        var result = await Connect(change).RunAsync(True, None);

        result.ExitCode.ShouldBe(CommandResult.Unreachable);
        result.Output.ShouldBe("");
        result.Error.ShouldStartWith(reason);
    }
}
