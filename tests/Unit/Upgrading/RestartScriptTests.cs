using System.Runtime.Versioning;
using GitLabHa.Core.Planning;

namespace GitLabHa.Tests.Unit.Upgrading;

[UnsupportedOSPlatform("windows")]
public sealed class RestartScriptTests : IDisposable
{
    private readonly FakePrograms _programs = new();

    public void Dispose() => _programs.Dispose();

    [Fact]
    public async Task What_is_older_than_the_package_is_restarted_but_for_those_that_take_their_version_over() =>
        (await RestartedAsync(consulLeads: false)).ShouldBe(["restart consul", "restart redis"]);

    [Fact]
    public async Task A_Consul_that_leads_stays_down_until_another_one_can_lead() =>
        (await RestartedAsync(consulLeads: true)).ShouldBe(["stop consul", "sleep 8", "start consul", "restart redis"]);

    [Theory]
    [InlineData("14.11", "postgres (PostgreSQL) 14.11", false)]
    [InlineData("15.8 (Debian 15.8-0+deb12u1)", "postgres (PostgreSQL) 15.8 (Debian 15.8-0+deb12u1)", false)]
    [InlineData("14.9", "postgres (PostgreSQL) 14.11", true)]
    [InlineData("14.1", "postgres (PostgreSQL) 14.11", true)]
    [InlineData("", "postgres (PostgreSQL) 14.11", true)]
    [InlineData("14.11", "postgres: not found", true)]
    [InlineData("", "", true)]
    public async Task A_PostgreSQL_that_nobody_takes_over_for_is_restarted_when_the_package_brings_another_one(
        string runs, string installed, bool restarted)
    {
        await _programs.AddAsync("gitlab-psql", $"echo '{runs}'");
        await _programs.AddAsync("postgres", $"echo '{installed}'");

        (await RestartedAsync(consulLeads: false, more: "run: postgresql: (pid 9) 900s; run: log: (pid 10) 900s"))
            .Contains("restart postgresql").ShouldBe(restarted);
    }

    [Fact]
    public async Task A_PgBouncer_finishes_what_it_was_asked_and_is_started_by_runit() =>
        (await RestartedAsync(consulLeads: false, more: $"run: pgbouncer: (pid {int.MaxValue}) 900s; run: log: (pid 10) 900s"))
            .ShouldBe(["restart consul", "restart redis", "int pgbouncer"]);

    [Fact]
    public async Task A_PgBouncer_that_does_not_come_to_an_end_is_restarted()
    {
        var steps = await RestartedAsync(
            consulLeads: false, more: $"run: pgbouncer: (pid {Environment.ProcessId}) 900s; run: log: (pid 10) 900s");

        steps.SkipWhile(x => x != "int pgbouncer").Where(x => x != "sleep 0.2").ShouldBe(["int pgbouncer", "restart pgbouncer"]);
        steps.Count(x => x == "sleep 0.2").ShouldBe(50);
    }

    private async Task<string[]> RestartedAsync(bool consulLeads, string more = "")
    {
        var plan = UpgradedSites.Plan(UpgradedSites.With().Values);
        var restart = UpgradedSites.Turn(plan, "redis-1").OfType<Step.RunCommand>()
            .Single(x => x.Command.Display.StartsWith("gitlab-ctl restart, ", StringComparison.Ordinal));
        await _programs.AddAsync("stat", "echo $(($(date +%s) - 100))");
        await _programs.AddAsync("consul", $"printf 'consul:\\n\\tleader = {(consulLeads ? "true" : "false")}\\n'");
        await _programs.AddAsync("sleep", "echo sleep \"$@\" >>$log");
        await _programs.AddAsync("gitlab-ctl", $$"""
            [ "$1" = status ] || { echo "$@" >>$log; exit; }
            echo 'run: consul: (pid 1) 900s; run: log: (pid 2) 900s'
            echo 'run: gitaly: (pid 3) 900s; run: log: (pid 4) 900s'
            echo 'run: logrotate: (pid 5) 20s; run: log: (pid 6) 900s'
            echo 'run: redis: (pid 7) 900s; run: log: (pid 8) 900s'
            echo '{{more}}'
            """);

        (await _programs.RunAsync(restart.Command)).Succeeded.ShouldBeTrue();

        return await File.ReadAllLinesAsync(_programs.Log);
    }
}
