using System.Runtime.Versioning;
using GitLabHa.Core.Desired;
using GitLabHa.Roles;

namespace GitLabHa.Tests.Unit.Roles;

[UnsupportedOSPlatform("windows")]
public sealed class LeaderWatchTests : IDisposable
{
    private const string Ini = "/var/opt/gitlab/consul/databases.ini";
    private const string Leader = """[{"Node":{"ID":"1","Node":"postgres-2","Address":"10.0.0.22"},"Service":{"ID":"postgresql"}}]""";

    private readonly FakePrograms _programs = new();

    private static Ensure Ensure { get; } =
        RoleCatalog.Known.Compose(Sample.Context("postgres-1"))
            .Ensures.Single(x => x.Title == "PgBouncer has the leader that Consul names");

    private string File => Path.Combine(_programs.Folder, "databases.ini");

    public void Dispose() => _programs.Dispose();

    [Theory(Timeout = 60_000)]
    [InlineData("host=postgres-2 port=5432", Leader, true)]
    [InlineData("port=5432 auth_user=pgbouncer host=10.0.0.22", Leader, true)]
    [InlineData("host=127.0.0.1 port=5432", Leader, false)]
    [InlineData("host=postgres port=5432", Leader, false)]
    [InlineData(null, Leader, false)]
    // No leader, and two: the handler has nothing to say, and the gate judges.
    [InlineData("host=127.0.0.1", "[]", true)]
    [InlineData("host=127.0.0.1", """[{"Service":{"ID":"a"}},{"Service":{"ID":"b"}}]""", true)]
    public async Task A_host_that_is_not_the_leader_is_found(string? host, string consul, bool right)
    {
        if (host is not null) await System.IO.File.WriteAllTextAsync(File, $"[databases]\ngitlabhq_production = {host}\n");
        await _programs.AddAsync("curl", $"echo '{consul}'");

        var result = await RunAsync(Ensure.Probe);

        result.Succeeded.ShouldBe(right, result.Error);
    }

    [Fact(Timeout = 60_000)]
    public async Task The_handler_of_the_watch_gets_what_Consul_says_once_it_names_a_leader()
    {
        await _programs.AddAsync("sleep", "");
        await _programs.AddAsync("curl", $$"""
            echo x >>"$folder/asked"
            [ "$(wc -l <"$folder/asked")" -gt 2 ] && echo '{{Leader}}' || echo '[]'
            """);
        await _programs.AddAsync("runuser", "echo \"$*\" >>\"$log\"; cat >>\"$log\"");

        (await RunAsync(Ensure.Apply)).Succeeded.ShouldBeTrue();

        var log = await System.IO.File.ReadAllTextAsync(_programs.Log);
        log.ShouldBe($"-u gitlab-consul -- /var/opt/gitlab/consul/scripts/failover_postgresql_in_pgbouncer\n{Leader}\n");
    }

    [Fact(Timeout = 60_000)]
    public async Task Without_a_leader_the_handler_does_not_run_and_the_gate_judges()
    {
        await _programs.AddAsync("sleep", "");
        await _programs.AddAsync("curl", "exit 7");
        await _programs.AddAsync("runuser", "echo ran >>\"$log\"");

        var result = await RunAsync(Ensure.Apply);

        result.Succeeded.ShouldBeTrue();
        result.Error.ShouldContain("Consul names no single PostgreSQL leader");
        System.IO.File.Exists(_programs.Log).ShouldBeFalse();
    }

    private Task<Core.Commands.CommandResult> RunAsync(Core.Commands.Command command) =>
        _programs.RunAsync(command with { Script = command.Script.Replace(Ini, File, StringComparison.Ordinal) });
}
