namespace GitLabHa.Tests.Integration.Deployments;

/// <summary>A running site is changed while somebody writes to it.</summary>
[Collection(WholeLabGroup.Name)]
public sealed class RolloutTests(WholeLab fixture)
{
    private Deployment Lab => fixture.Lab;

    [LongLabFact]
    public async Task A_PostgreSQL_setting_changes_the_leader_last_after_a_hand_over_and_no_write_is_refused_or_lost()
    {
        await using var writes = WriteLoop.Start("172.31.244.51");
        await writes.AdvancesAsync();
        var (before, others) = (await Postgres.ClusterAsync(Lab), await OthersAsync("postgres-"));
        var (leader, replica) = before.Leader == "postgres-1" ? ("postgres-1", "postgres-2") : ("postgres-2", "postgres-1");
        SetWorkMemory("17MB");

        var plan = await Lab.RunAsync("Preview", "--detailed-exitcode");
        plan.ExitCode.ShouldBe(2, plan.Tail);
        plan.ShouldSay("+postgresql['work_mem'] = '17MB'").ShouldSay("2 to change, 13 unchanged").ShouldNotSay(Canaries.Mark);
        (await Postgres.ClusterAsync(Lab)).ShouldBe(before);

        var run = (await Lab.RunAsync("Deploy", "--limit", "postgres")).ShouldSucceed();

        var order = new[] { $"{replica}: done run gitlab-ctl reconfigure", "done run PgBouncer: let clients wait",
            $"{leader}: done hand over", $"{leader}: run gitlab-ctl reconfigure" };
        run.LinesOf(order).ShouldBeInOrder();
        var after = await Postgres.ClusterAsync(Lab);
        (after.Leader, after.Timeline).ShouldBe((replica, before.Timeline + 1));
        await writes.AdvancesAsync();
        var (acknowledged, lost) = await writes.EndAsync();
        lost.ShouldBeEmpty($"of {acknowledged} acknowledged writes");
        writes.Refused.ShouldBe(0, writes.LastRefusal);
        (await OthersAsync("postgres-")).ShouldBe(others);
        foreach (var node in new[] { leader, replica })
            (await Lab.Machines.RunAsync(node, "gitlab-psql -At -c 'show work_mem'")).Trim().ShouldBe("17MB", node);
        (await Lab.RunAsync("Deploy")).ShouldSucceed().ShouldSay("Nothing to change on 15 nodes.");
    }

    [LongLabFact]
    public async Task A_transaction_that_does_not_end_in_time_makes_nobody_wait_and_the_leader_hands_over_all_the_same()
    {
        var (before, _) = await Postgres.ClusterAsync(Lab);
        await Lab.Machines.RunAsync(before, """
            export PGPASSWORD=$(cut -d: -f5 /var/opt/gitlab/consul/.pgpass)
            setsid psql -h 127.0.0.1 -p 6432 -U pgbouncer -d gitlabhq_production -c 'select pg_sleep(600)' </dev/null >/dev/null 2>&1 &
            """);
        SetWorkMemory("18MB");

        var run = (await Lab.RunAsync("Deploy", "--limit", "postgres")).ShouldSucceed();

        run.ShouldSay($"{before}: FAILED run PgBouncer: let clients wait").ShouldSay("clients do not wait");
        (await Postgres.ClusterAsync(Lab)).Leader.ShouldNotBe(before);
    }

    // It stays: whoever takes it back has to hand over again.
    private void SetWorkMemory(string value) =>
        Lab.Write("postgres.yml", Lab.Read("postgres.yml").Split("settings:")[0] + $"settings:\n  postgresql:\n    work_mem: {value}\n");

    // What the change of one group must leave alone on all other nodes. The record that the whole site is not verified since is kept
    // by some of them: a Verify of one group does not close it.
    private async Task<Dictionary<string, string>> OthersAsync(string group) => (await Lab.Machines.StateAsync())
        .Where(x => !x.Key.StartsWith(group, StringComparison.Ordinal))
        .ToDictionary(
            x => x.Key,
            x => string.Join('\n', x.Value.Split('\n')
                .Where(line => !line.Contains("/var/lib/gitlab-ha/unverified", StringComparison.Ordinal))));
}
