using System.Runtime.Versioning;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Planning;
using GitLabHa.Remote.Processes;
using GitLabHa.Roles;

namespace GitLabHa.Tests.Unit.Roles;

[UnsupportedOSPlatform("windows")]
public sealed class SwitchoverTests : IDisposable
{
    private static readonly HandOver Way = new PostgresRole().Rollout(Sample.Context("postgres-1")).HandOver!;

    private readonly FakePrograms _programs = new();

    public void Dispose() => _programs.Dispose();

    [Fact]
    public void Every_PgBouncer_holds_its_clients_before_the_leader_moves_and_only_the_move_must_succeed()
    {
        var topology = Sample.Topology();

        var waves = Way.WavesOn(topology.With("postgres")[0]).ToArray();

        waves.Length.ShouldBe(3);
        waves[0].ShouldHaveSingleItem().ShouldBeOfType<Step.RunCommand>().MayFail.ShouldBeTrue();
        waves[1].Select(x => x.Node).ShouldBe(topology.With("pgbouncer"));
        waves[1].ShouldAllBe(x => ((Step.RunCommand)x).MayFail);
        waves[2].ShouldHaveSingleItem().ShouldBeOfType<Step.HandOver>().Risk.ShouldBe(Risk.Disruptive);
        var commands = Way.Holds.Select(x => x.Command).Append(Way.Move).Append(Way.Prepare!);
        foreach (var command in commands)
            string.Join(' ', [command.Script, command.Display, .. command.Arguments]).ShouldNotContain(Sample.Canaries.Word);
    }

    [Fact]
    public async Task Clients_are_let_go_once_PgBouncer_knows_the_next_leader()
    {
        await HoldAsync(pause: "true", leads: "[ $(grep -c in_recovery \"$log\") -lt 3 ] && echo t || echo f", seconds: 20);

        (await LinesAsync()).Where(x => !x.Contains("in_recovery", StringComparison.Ordinal))
            .ShouldBe(["PAUSE", "pgb-notify 10.0.0.22", "RESUME"]);
    }

    [Fact]
    public async Task Clients_are_let_go_in_time_when_nobody_else_leads()
    {
        await HoldAsync(pause: "true", leads: "echo t", seconds: 1);

        (await LinesAsync()).Where(x => !x.Contains("in_recovery", StringComparison.Ordinal)).ShouldBe(["PAUSE", "RESUME"]);
    }

    [Fact]
    public async Task A_transaction_that_does_not_end_makes_nobody_wait()
    {
        (await HoldAsync(pause: "exit 124", leads: "echo t", seconds: 20))
            .ShouldBe(new CommandResult(1, "", "not paused within 5 s (a long transaction?): clients do not wait\n"));

        (await LinesAsync()).ShouldBe(["PAUSE", "RESUME"]);
    }

    [Fact]
    public async Task What_a_killed_run_left_paused_is_held_for_this_one()
    {
        (await HoldAsync(pause: "[ $(grep -c PAUSE \"$log\") -gt 1 ] || exit 1", leads: "echo f", seconds: 20)).Succeeded.ShouldBeTrue();

        (await LinesAsync(resumes: 2)).Where(x => !x.Contains("in_recovery", StringComparison.Ordinal))
            .ShouldBe(["PAUSE", "RESUME", "PAUSE", "pgb-notify 10.0.0.22", "RESUME"]);
    }

    [Fact]
    public async Task A_PgBouncer_that_cannot_be_paused_is_let_go()
    {
        (await HoldAsync(pause: "exit 1", leads: "echo t", seconds: 20)).Succeeded.ShouldBeFalse();

        (await LinesAsync(resumes: 2)).ShouldBe(["PAUSE", "RESUME", "PAUSE", "RESUME"]);
    }

    [Fact]
    public async Task Consul_reads_its_services_again_also_when_the_switchover_fails()
    {
        await _programs.AddAsync("consul", "echo consul \"$@\" >>\"$log\"");
        await _programs.AddAsync("gitlab-ctl", "echo \"$@\" >>\"$log\"; exit 3");
        await ReplicasAsync(received: "echo t");

        (await _programs.RunAsync(Way.Move)).ExitCode.ShouldBe(3);

        (await LinesAsync()).ShouldBe(["consul services deregister -id=postgresql", "patroni switchover", "consul reload"]);
    }

    [Fact]
    public async Task Nothing_moves_while_no_replica_has_what_was_acknowledged()
    {
        await _programs.AddAsync("sleep", "echo sleep >>\"$log\"");
        await ReplicasAsync(received: "echo f");

        (await _programs.RunAsync(Way.Move)).ShouldBe(new CommandResult(
            1, "", "no replica has all writes of this node: a switchover now would lose them (see gitlab-ctl tail patroni on the "
                + "replicas)\n"));

        (await File.ReadAllLinesAsync(_programs.Log)).ShouldBe(Enumerable.Repeat("sleep", 20));
    }

    [Fact]
    public async Task A_leader_that_does_not_say_what_it_wrote_moves_nothing()
    {
        await _programs.AddAsync("gitlab-psql", "exit 2");

        (await _programs.RunAsync(Way.Move)).Succeeded.ShouldBeFalse();

        File.Exists(_programs.Log).ShouldBeFalse();
    }

    [Fact]
    public async Task A_replica_may_catch_up_before_anybody_waits()
    {
        await _programs.AddAsync("sleep", "echo sleep >>\"$log\"");
        await ReplicasAsync(received: "[ $(grep -c sleep \"$log\") -lt 7 ] && echo f || echo t");

        (await _programs.RunAsync(Way.Prepare!)).ShouldBe(new CommandResult(0, "", ""));

        (await File.ReadAllLinesAsync(_programs.Log)).ShouldBe(["CHECKPOINT", .. Enumerable.Repeat("sleep", 7)]);
    }

    // Of replicas that others use, backups for example, nobody becomes the leader.
    private Task ReplicasAsync(string received) => _programs.AddAsync("gitlab-psql", $$"""
        for words; do :; done
        case $words in
          CHECKPOINT) echo CHECKPOINT >>"$log" ;;
          *current_wal_lsn*) echo 0/5000A38 ;;
          *"state = 'streaming' and flush_lsn >= '0/5000A38' and application_name in ('postgres-2')") {{received}} ;;
        esac
        """);

    private async Task<CommandResult> HoldAsync(string pause, string leads, int seconds)
    {
        await _programs.AddAsync("psql", $$"""
            for words; do :; done
            echo "$words" >>"$log"
            case $words in PAUSE) {{pause}} ;; *in_recovery*) {{leads}} ;; esac
            """);
        await _programs.AddAsync("gitlab-ctl", "echo \"$1 $5\" >>\"$log\"");
        await _programs.AddAsync(
            "timeout",
            $"[ $1 != 30 ] || {{ shift; set -- {seconds} \"$@\"; }}; PATH=/usr/bin:/bin; timeout=$(command -v timeout); "
                + $"PATH={_programs.Folder}:$PATH; exec \"$timeout\" \"$@\"");
        return await _programs.RunAsync(Way.Holds[0].Command);
    }

    // What lets them go is a process of its own.
    private async Task<string[]> LinesAsync(int resumes = 1)
    {
        var deadline = new Deadline(TimeSpan.FromSeconds(30));
        string[] lines;
        while ((lines = await File.ReadAllLinesAsync(_programs.Log)).Count(x => x == "RESUME") < resumes && lines[^1] != "consul reload")
        {
            if (deadline.HasPassed) throw new TimeoutException(string.Join('\n', lines));
            await Task.Delay(50);
        }

        return lines;
    }
}
