using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;
using GitLabHa.Remote.Processes;

namespace GitLabHa.Tests.Integration.Connections;

/// <summary>What sudo does over every transport by SSH. Users are made for these tests and removed after them.</summary>
public abstract class SshSudoContract(SshServer server) : IClassFixture<SshServer>, IAsyncLifetime
{
    private const string User = "gitlab-ha-test";
    private const string Sudoers = "/etc/sudoers.d/gitlab-ha-test";
    private static readonly CancellationToken None = CancellationToken.None;

    public async Task InitializeAsync()
    {
        await RemoveAsync();
        var result = await Program.Of("useradd", "--no-create-home", "--home-dir", "/", "--shell", "/bin/sh", "--password", "*", User)
            .RunAsync(None);
        result.Succeeded.ShouldBeTrue(result.Error);
    }

    public Task DisposeAsync() => RemoveAsync();

    /// <summary>The settings with the transport's kind.</summary>
    protected abstract ConnectionSettings Over(ConnectionSettings settings);

    [ProgramFact("sudo")]
    public async Task Sudo_makes_commands_and_files_roots()
    {
        await File.WriteAllTextAsync(Sudoers, $"{User} ALL=(root) NOPASSWD: ALL\n");
        var path = Path.Combine(server.Folder, "by-sudo");
        var connection = server.Connect(change: x => Over(x) with { User = User, Sudo = true });

        var result = await connection.RunAsync(Command.Of("id", "-un"), None);
        await connection.WriteAsync(new() { Path = path, Content = "x" }, null, None);

        result.ShouldBe(new CommandResult(0, "root\n", ""));
        (await File.ReadAllTextAsync(path)).ShouldBe("x");
        (await connection.RunAsync(Command.Of("stat", "-c", "%U %a", path), None)).Output.ShouldBe("root 600\n");
    }

    [ProgramFact("sudo")]
    public async Task Sudo_that_asks_for_a_password_is_told()
    {
        var result = await server.Connect(change: x => Over(x) with { User = User, Sudo = true }).RunAsync(Command.Of("id"), None);

        result.ExitCode.ShouldBe(CommandResult.Unreachable);
        result.Error.ShouldStartWith("sudo denied");
        result.Error.ShouldContain("NOPASSWD");
    }

    [ProgramFact("useradd")]
    public async Task Without_sudo_a_plain_user_cannot_write_where_root_can()
    {
        var connection = server.Connect(change: x => Over(x) with { User = User });

        var error = await Should.ThrowAsync<Core.OperatorException>(
            connection.WriteAsync(new() { Path = "/etc/gitlab-ha-test.conf", Content = "x" }, null, None));

        error.Problem.ShouldContain("Permission denied");
    }

    private static async Task RemoveAsync()
    {
        File.Delete(Sudoers);
        await Program.Of("userdel", "-f", User).RunAsync(None);
    }
}

public sealed class OpenSshSudoTests(SshServer server) : SshSudoContract(server)
{
    protected override ConnectionSettings Over(ConnectionSettings settings) => settings with { Kind = ConnectionKind.OpenSsh };
}

public sealed class SshNetSudoTests(SshServer server) : SshSudoContract(server)
{
    protected override ConnectionSettings Over(ConnectionSettings settings) => SshServer.OverSshNet(settings);
}
