using System.Diagnostics;
using System.Globalization;
using GitLabHa.Core;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;
using GitLabHa.Remote.Connections;
using GitLabHa.Remote.Connections.SshNet;

namespace GitLabHa.Tests.Integration.Connections;

/// <summary>What SSH.NET does not do by itself, or does otherwise than ssh.</summary>
public sealed class SshNetTests(SshServerWithEveryKey server) : IClassFixture<SshServerWithEveryKey>
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly Command True = Command.Of("true");

    [Theory(Timeout = 30_000)]
    [InlineData("host")]
    [InlineData("rsa")]
    [InlineData("ecdsa")]
    public async Task Only_key_types_that_are_pinned_are_asked_for(string name)
    {
        // The host has a key of each type, and would show another one.
        var key = await File.ReadAllTextAsync(Path.Combine(server.Folder, $"{name}.pub"));
        await File.WriteAllTextAsync(Path.Combine(server.Folder, $"{name}_hosts"), $"[127.0.0.1]:{server.Port} {key}");

        (await Connect(x => x with { KnownHosts = $"{name}_hosts" }).RunAsync(True, None)).ShouldBe(new CommandResult(0, "", ""));
    }

    [Fact(Timeout = 30_000)]
    public async Task A_host_that_only_a_certificate_authority_vouches_for_is_refused()
    {
        await File.WriteAllTextAsync(Path.Combine(server.Folder, "authority_hosts"), $"@cert-authority * {server.HostKey}\n");

        var result = await Connect(x => x with { KnownHosts = "authority_hosts" }).RunAsync(True, None);

        result.Error.ShouldStartWith("known_hosts has only a @cert-authority line for it, and kind: sshnet judges no host certificates");
    }

    [Fact(Timeout = 90_000)]
    public async Task A_node_that_froze_while_a_command_runs_is_unreachable()
    {
        var connection = Connect();
        // The shell's parent is timeout, whose parent is the frame's shell, whose parent is sshd.
        var parent = Command.Shell("test", "f=$(cut -d' ' -f4 /proc/$PPID/stat); cut -d' ' -f4 /proc/$f/stat");
        var sshd = (await connection.RunAsync(parent, None)).Output.Trim();
        (await File.ReadAllTextAsync($"/proc/{sshd}/comm")).ShouldStartWith("sshd");
        var watch = Stopwatch.StartNew();
        var run = connection.RunAsync(Command.Shell("test", "echo begun; sleep 60"), None);
        await Task.Delay(1000);
        try
        {
            Signal("STOP", sshd);

            var result = await run;

            result.ExitCode.ShouldBe(CommandResult.Unreachable);
            result.Error.ShouldStartWith("it did not answer in time");
            watch.Elapsed.ShouldBeLessThan(TimeSpan.FromSeconds(45));
        }
        finally
        {
            Signal("CONT", sshd);
        }

        (await connection.RunAsync(True, None)).Succeeded.ShouldBeTrue();
    }

    [Fact(Timeout = 60_000)]
    public async Task More_commands_than_sessions_wait_for_their_turn()
    {
        var connection = Connect();

        var commands = Enumerable.Range(0, 30).Select(x => Command.Shell("test", "sleep 0.2; echo $1", $"{x}"));

        var results = await Task.WhenAll(commands.Select(x => connection.RunAsync(x, None)));

        results.Select(x => x.Output).ShouldBe(Enumerable.Range(0, 30).Select(x => $"{x}\n"));
    }

    [Fact(Timeout = 60_000)]
    public async Task Long_input_that_is_not_read_is_no_failure()
    {
        // Longer than SSH.NET's window: the rest of it is never sent.
        var input = new MemoryStream(new byte[8 * 1024 * 1024]);

        var result = await Connect().PipeAsync(Command.Shell("test", "echo done >&2; exit 3"), input, null, None);

        result.ShouldBe(new CommandResult(3, "", "done\n"));
    }

    [Fact(Timeout = 60_000)]
    public async Task A_command_that_lets_its_input_wait_longer_than_a_connect_may_take_gets_all_of_it()
    {
        var connection = Connect(x => x with { ConnectTimeoutSeconds = 2 });
        var input = new MemoryStream(new byte[8 * 1024 * 1024]);

        var result = await connection.PipeAsync(Command.Shell("test", "sleep 5; wc -c >&2"), input, null, None);

        result.ShouldBe(new CommandResult(0, "", "8388608\n"));
    }

    [Fact(Timeout = 30_000)]
    public async Task Without_the_ssh_program_a_stream_of_any_length_is_refused_and_one_in_memory_is_not()
    {
        await using var connection = new SshNetConnection(Target(), streams: null);
        await using var file = new FileStream(Path.Combine(server.Folder, "stored"), FileMode.Create);
        using var memory = new MemoryStream();

        var refused = await Should.ThrowAsync<OperatorException>(() => connection.PipeAsync(Command.Of("echo", "x"), null, file, None));
        var taken = await connection.PipeAsync(Command.Of("echo", "x"), null, memory, None);

        refused.Problem.ShouldContain("cannot hold a node back");
        refused.Where.ShouldStartWith("node-1");
        refused.Fix.ShouldStartWith("Install the OpenSSH client");
        taken.Succeeded.ShouldBeTrue(taken.Error);
        memory.ToArray().ShouldBe("x\n"u8.ToArray());
    }

    [Fact(Timeout = 30_000)]
    public async Task Keys_that_are_pinned_during_a_run_count()
    {
        await File.WriteAllTextAsync(Path.Combine(server.Folder, "late_hosts"), "");
        var factory = server.Factory(SshServer.OverSshNet(Settings()) with { KnownHosts = "late_hosts" });
        var node = SshServer.NodeNamed("node-1");
        (await factory.For(node).RunAsync(True, None)).Error.ShouldStartWith("its host key is not pinned");

        await factory.PinAsync(node, [server.HostKey], None);

        (await factory.For(node).RunAsync(True, None)).Succeeded.ShouldBeTrue();
    }

    [Fact]
    public void Every_kind_has_its_connection_and_openssh_is_the_default_where_it_is_installed()
    {
        var node = SshServer.NodeNamed("node-1");

        server.Factory(Settings()).For(node).GetType().Name.ShouldBe("OpenSshConnection");
        server.Factory(Settings() with { Kind = ConnectionKind.OpenSsh }).For(node).GetType().Name.ShouldBe("OpenSshConnection");
        server.Factory(Settings() with { Kind = ConnectionKind.SshNet }).For(node).GetType().Name.ShouldBe("SshNetConnection");
        foreach (var kind in Enum.GetValues<ConnectionKind>()) server.Factory(Settings() with { Kind = kind }).For(node).ShouldNotBeNull();
    }

    [Fact]
    public void Without_the_ssh_program_sshnet_is_the_default_and_what_needs_ssh_is_refused_beforehand()
    {
        var path = Environment.GetEnvironmentVariable("PATH");
        Environment.SetEnvironmentVariable("PATH", Path.Combine(server.Folder, "no-programs"));
        try
        {
            var factory = server.Factory(Settings());

            factory.For(SshServer.NodeNamed("node-1")).GetType().Name.ShouldBe("SshNetConnection");
            var streams = Should.Throw<OperatorException>(() => factory.RequireStreams("Backup of test"));
            var configuration = Should.Throw<OperatorException>(() => server.Factory(Settings() with { SshConfig = "my_config" }));

            streams.Where.ShouldBe("Backup of test");
            configuration.Problem.ShouldStartWith("connection.ssh_config: ");
            configuration.Fix.ShouldStartWith("Install the OpenSSH client");
        }
        finally
        {
            Environment.SetEnvironmentVariable("PATH", path);
        }

        server.Factory(Settings() with { Kind = ConnectionKind.SshNet }).RequireStreams("Backup of test");
    }

    private static void Signal(string name, string process)
    {
        using var kill = Process.Start("kill", [$"-{name}", process]);
        kill.WaitForExit();
        kill.ExitCode.ShouldBe(0, string.Create(CultureInfo.InvariantCulture, $"kill -{name} {process}"));
    }

    private ConnectionSettings Settings() =>
        new() { User = "root", Port = server.Port, IdentityFile = Path.Combine(server.Folder, "client"), ConnectTimeoutSeconds = 5 };

    private SshTarget Target() => new()
    {
        Node = SshServer.NodeNamed("node-1"),
        Settings = Settings(),
        KnownHosts = Path.Combine(server.Folder, "known_hosts"),
        SharedKnownHosts = Path.Combine(server.Folder, "shared_known_hosts"),
    };

    private IConnection Connect(Func<ConnectionSettings, ConnectionSettings>? change = null) =>
        server.Connect(change: x => change?.Invoke(SshServer.OverSshNet(x)) ?? SshServer.OverSshNet(x));
}
