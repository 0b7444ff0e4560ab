using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;
using GitLabHa.Remote.Connections;

namespace GitLabHa.Tests.Integration.Connections;

/// <summary>Through jump hosts, each an sshd of its own.</summary>
public sealed class SshNetJumpTests(SshServer node, JumpServer jump, SecondJumpServer second)
    : IClassFixture<SshServer>, IClassFixture<JumpServer>, IClassFixture<SecondJumpServer>, IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly Command True = Command.Of("true");

    private string Jump => $"127.0.0.1:{jump.Port}";

    public async Task InitializeAsync()
    {
        foreach (var server in new SshServer[] { jump, second })
            File.Copy(Path.Combine(node.Folder, "client.pub"), Path.Combine(server.Folder, "authorized_keys"), overwrite: true);
        await PinAsync("all_hosts", node, jump, second);
        await PinAsync("without_jump", node);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact(Timeout = 60_000)]
    public async Task A_node_behind_a_jump_host_is_reached_through_it_alone()
    {
        var result = await Connect(Jump).RunAsync(Command.Shell("test", "echo $SSH_CONNECTION"), None);

        result.Succeeded.ShouldBeTrue(result.Error);
        (await File.ReadAllTextAsync(jump.LogFile)).ShouldContain($"127.0.0.1 port {node.Port}");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_chain_of_jump_hosts_works()
    {
        var result = await Connect($"{Jump},root@127.0.0.1:{second.Port}").RunAsync(True, None);

        result.ShouldBe(new CommandResult(0, "", ""));
        (await File.ReadAllTextAsync(jump.LogFile)).ShouldContain($"127.0.0.1 port {second.Port}");
        (await File.ReadAllTextAsync(second.LogFile)).ShouldContain($"127.0.0.1 port {node.Port}");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_jump_host_whose_key_is_not_pinned_is_refused() =>
        await IsUnreachable(Connect(Jump, "without_jump"), "jump host 127.0.0.1: its host key is not pinned");

    [Fact(Timeout = 60_000)]
    public async Task A_jump_host_with_another_key_is_refused()
    {
        var pins = $"[127.0.0.1]:{jump.Port} {node.HostKey}\n[127.0.0.1]:{node.Port} {node.HostKey}\n";
        await File.WriteAllTextAsync(Path.Combine(node.Folder, "wrong_jump"), pins);

        await IsUnreachable(Connect(Jump, "wrong_jump"), "jump host 127.0.0.1: its host key changed");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_node_that_the_jump_host_does_not_reach_is_told_from_the_jump_host()
    {
        var pins = $"[127.0.0.1]:{jump.Port} {jump.HostKey}\n127.0.0.1 {node.HostKey}\n";
        await File.WriteAllTextAsync(Path.Combine(node.Folder, "any_node"), pins);
        var connection = node.Connect("unreached", x => Over(x, Jump, "any_node") with { Port = SshServer.FreePort() });

        await IsUnreachable(connection, "the jump host does not reach it");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_stream_goes_through_the_jump_host_with_the_same_pinned_keys()
    {
        await using var output = new FileStream(Path.Combine(node.Folder, "streamed"), FileMode.Create);

        var result = await Connect(Jump).PipeAsync(Command.Of("head", "-c", "1000000", "/dev/zero"), null, output, None);

        result.ShouldBe(new CommandResult(0, "", ""));
        output.Length.ShouldBe(1_000_000);
    }

    private static async Task IsUnreachable(IConnection connection, string reason)
    {
        var result = await connection.RunAsync(True, None);

        result.ExitCode.ShouldBe(CommandResult.Unreachable);
        result.Error.ShouldStartWith(reason);
    }

    private Task PinAsync(string file, params SshServer[] servers) =>
        File.WriteAllTextAsync(Path.Combine(node.Folder, file), string.Concat(servers.Select(x => $"[127.0.0.1]:{x.Port} {x.HostKey}\n")));

    private static ConnectionSettings Over(ConnectionSettings settings, string jump, string knownHosts) =>
        SshServer.OverSshNet(settings) with { ProxyJump = jump, KnownHosts = knownHosts };

    private IConnection Connect(string through, string knownHosts = "all_hosts") =>
        node.Connect($"behind-{Guid.NewGuid():N}", x => Over(x, through, knownHosts));
}

public sealed class JumpServer : SshServer;

public sealed class SecondJumpServer : SshServer;
