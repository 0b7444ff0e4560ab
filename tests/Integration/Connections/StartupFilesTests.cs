using GitLabHa.Core;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Secrets;
using GitLabHa.Remote.Connections;

namespace GitLabHa.Tests.Integration.Connections;

/// <summary>The whole contract again, on a node whose root has a .bashrc that prints, sets and traps.</summary>
public sealed class StartupFilesContractTests(StartupFilesServer server) : ConnectionContract, IClassFixture<StartupFilesServer>
{
    protected override IConnection Connect(string name) => server.ConnectNoisy(name);

    protected override string Log() => File.ReadAllText(server.LogFile);
}

/// <summary>Of the contract by SSH.NET, what startup files could change: the frame around a command is the same.</summary>
public sealed class SshNetStartupFilesTests(StartupFilesServer server) : IClassFixture<StartupFilesServer>
{
    [Fact(Timeout = 30_000)]
    public async Task A_command_reads_its_own_input_and_gives_its_own_output()
    {
        var connection = server.ConnectNoisy(change: SshServer.OverSshNet);

        var without = await connection.RunAsync(Command.Shell("test", "cat; echo out; echo err >&2; exit 7"), CancellationToken.None);
        var with = await connection.RunAsync(Command.Of("cat") with { Input = "first\nlast" }, CancellationToken.None);

        without.ShouldBe(new CommandResult(7, "out\n", "err\n"));
        with.ShouldBe(new CommandResult(0, "first\nlast", ""));
    }
}

/// <summary>What the startup files of a login shell may do to a command, and what they may not.</summary>
public sealed class StartupFilesTests(StartupFilesServer server) : IClassFixture<StartupFilesServer>, IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;

    private static readonly Command Environment = Command.Shell(
        "env", "cd -P . && echo PWD=$PWD && umask && env | grep -v ^_= | grep -v ^PWD= | grep -v ^OLDPWD= | LC_ALL=C sort");

    public Task InitializeAsync() => server.WriteAsync(StartupFilesServer.Noisy);

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact(Timeout = 60_000)]
    public async Task The_files_are_read_at_all()
    {
        await server.WriteAsync($"touch {server.Folder}/was-read\n");

        await server.ConnectNoisy().RunAsync(Command.Of("true"), None);

        File.Exists(Path.Combine(server.Folder, "was-read")).ShouldBeTrue();
    }

    [Fact(Timeout = 60_000)]
    public async Task A_command_has_the_environment_that_the_tool_sets()
    {
        var result = await server.ConnectNoisy().RunAsync(Environment, None);

        result.ShouldBe(new CommandResult(0, """
            PWD=/
            0022
            HOME=/root
            LC_ALL=C.UTF-8
            LOGNAME=root
            PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/opt/gitlab/bin
            PSQLRC=/dev/null
            SHELL=/bin/sh
            USER=root

            """, ""));
    }

    [Fact(Timeout = 60_000)]
    public async Task What_fetches_packages_keeps_the_proxy_of_the_node()
    {
        var result = await server.ConnectNoisy().RunAsync(Environment with { ThroughProxy = true }, None);

        result.Output.Split('\n').Where(x => x.Contains("proxy", StringComparison.OrdinalIgnoreCase))
            .ShouldBe(["HTTP_PROXY=http://192.0.2.1:3128", "http_proxy=http://192.0.2.1:3128"]);
        result.Output.ShouldContain("\nLC_ALL=C.UTF-8\n");
    }

    [Theory(Timeout = 60_000)]
    [InlineData("read -r line\n")]
    [InlineData("cat >/dev/null\n")]
    [InlineData("read -r -n 1 key\n")]
    public async Task A_file_that_reads_the_input_is_named_and_nothing_runs(string bashrc)
    {
        await server.WriteAsync(bashrc);
        var mark = Path.Combine(server.Folder, $"ran-{Guid.NewGuid():N}");

        var result = await server.ConnectNoisy()
            .RunAsync(Command.Shell("test", "cat; touch \"$1\"", mark) with { Input = "a secret\n" }, None);

        result.ExitCode.ShouldBe(CommandResult.Unreachable);
        result.Error.ShouldStartWith("the command's input did not arrive whole: a startup file of the login shell reads from it");
        result.Error.ShouldContain(".bashrc");
        File.Exists(mark).ShouldBeFalse();
    }

    [Theory(Timeout = 60_000)]
    [InlineData("exec bash --norc\n")]
    [InlineData("exec sh\n")]
    public async Task Another_shell_does_not_take_the_input_for_commands(string bashrc)
    {
        await server.WriteAsync(bashrc);
        var mark = Path.Combine(server.Folder, $"ran-{Guid.NewGuid():N}");

        var result = await server.ConnectNoisy().RunAsync(Command.Of("cat") with { Input = SecretText.Plain($"touch {mark}\n") }, None);

        result.ExitCode.ShouldBe(CommandResult.Unreachable);
        result.Error.ShouldStartWith("its login shell did not run the command (exit code 97)");
        File.Exists(mark).ShouldBeFalse();
    }

    [Theory(Timeout = 60_000)]
    [InlineData("exec 2>&1\n", "standard error and standard output arrive as one")]
    [InlineData("exec >&2\n", "its login shell did not run the command")]
    [InlineData("echo closed for maintenance >&2; exit 0\n",
        "its login shell did not run the command (exit code 0: closed for maintenance)")]
    public async Task A_shell_that_cannot_give_the_output_back_is_a_failure(string bashrc, string reason)
    {
        await server.WriteAsync(bashrc);

        var result = await server.ConnectNoisy().RunAsync(Command.Shell("test", "echo out; echo err >&2"), None);

        result.ExitCode.ShouldBe(CommandResult.Unreachable);
        result.Output.ShouldBe("");
        result.Error.ShouldStartWith(reason);
    }

    [Fact(Timeout = 60_000)]
    public async Task What_a_forced_command_prints_around_it_is_not_the_commands()
    {
        await server.WriteAsync("echo banner\n");
        var key = await server.ForcedKeyAsync("around", "echo before; sh -c \"$SSH_ORIGINAL_COMMAND\"; echo after; echo after >&2; exit 3");
        using var output = new MemoryStream();
        var connection = server.ConnectNoisy("around", x => x with { IdentityFile = key });

        var result = await connection.PipeAsync(Command.Shell("test", "printf data; echo why >&2; exit 7"), null, output, None);

        result.ShouldBe(new CommandResult(7, "", "why\n"));
        output.ToArray().ShouldBe("data"u8.ToArray());
    }

    [Fact(Timeout = 60_000)]
    public async Task A_forced_command_that_runs_something_else_is_named()
    {
        var key = await server.ForcedKeyAsync("else", "echo backups only");

        var result = await server.ConnectNoisy("else", x => x with { IdentityFile = key }).RunAsync(Command.Of("true"), None);

        result.ExitCode.ShouldBe(CommandResult.Unreachable);
        result.Error.ShouldContain("ForceCommand");
    }

    // A backup would hold it.
    [Fact(Timeout = 60_000)]
    public async Task A_process_that_writes_into_a_stream_is_found_out()
    {
        await server.WriteAsync("(sleep 1; echo 'you have new mail') &\n");
        using var output = new MemoryStream();

        var result = await server.ConnectNoisy().PipeAsync(Command.Shell("test", "echo one; sleep 2; echo two"), null, output, None);

        result.Succeeded.ShouldBeFalse();
        result.Error.ShouldContain("did not arrive as it was written");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_secret_file_with_another_hash_than_is_known_is_refused()
    {
        var path = Path.Combine(server.Folder, "gitlab-secrets.json");
        await File.WriteAllTextAsync(path, "{}\n");
        var connection = server.ConnectNoisy();

        (await connection.ReadSecretAsync(path, SecretText.Plain("{}\n").Sha256, None))!.Reveal().ShouldBe("{}\n");
        var error = await Should.ThrowAsync<OperatorException>(connection.ReadSecretAsync(path, SecretText.Plain("other").Sha256, None));

        error.Problem.ShouldContain("changed since the plan was made");
        error.Where.ShouldBe($"{path} on node-1 (127.0.0.1)");
    }

    [Fact(Timeout = 60_000)]
    public async Task A_secret_file_that_is_no_text_is_refused_and_not_changed_on_its_way()
    {
        var path = Path.Combine(server.Folder, "binary");
        await File.WriteAllBytesAsync(path, [0x7b, 0xff, 0x7d]);

        var error = await Should.ThrowAsync<OperatorException>(server.ConnectNoisy().ReadSecretAsync(path, null, None));

        error.Problem.ShouldContain("only UTF-8 text is read");
    }
}
