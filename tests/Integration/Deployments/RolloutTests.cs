namespace GitLabHa.Tests.Integration.Deployments;

/// <summary>A running site is changed while somebody writes to it.</summary>
[Collection(WholeLabGroup.Name)]
public sealed class RolloutTests(WholeLab fixture)
{
    private Deployment Lab => fixture.Lab;

    [LabFact]
    public async Task A_PostgreSQL_setting_changes_the_leader_last_after_a_hand_over_and_no_acknowledged_write_is_lost()
    {
        await using var writes = WriteLoop.Start("172.31.244.51");
        await writes.AdvancesAsync();
        var (before, others) = (await Postgres.ClusterAsync(Lab), await OthersAsync("postgres-"));
        var (leader, replica) = before.Leader == "postgres-1" ? ("postgres-1", "postgres-2") : ("postgres-2", "postgres-1");
        Lab.Write("postgres.yml", Lab.Read("postgres.yml") + "settings:\n  postgresql:\n    work_mem: 17MB\n");

        var plan = await Lab.RunAsync("Plan", "--detailed-exitcode");
        plan.ExitCode.ShouldBe(2, plan.Tail);
        plan.ShouldSay("+postgresql['work_mem'] = '17MB'").ShouldSay("2 to change, 13 unchanged").ShouldNotSay(Canaries.Mark);
        (await Postgres.ClusterAsync(Lab)).ShouldBe(before);

        var run = (await Lab.RunAsync("Deploy", "--limit", "postgres")).ShouldSucceed();

        var order = new[] { $"{replica}: done run gitlab-ctl reconfigure", $"{leader}: done hand over", $"{leader}: run gitlab-ctl reconfigure" };
        run.LinesOf(order).ShouldBeInOrder();
        var after = await Postgres.ClusterAsync(Lab);
        (after.Leader, after.Timeline).ShouldBe((replica, before.Timeline + 1));
        await writes.AdvancesAsync();
        var (acknowledged, lost) = await writes.EndAsync();
        lost.ShouldBeEmpty($"of {acknowledged} acknowledged writes");
        (await OthersAsync("postgres-")).ShouldBe(others);
        foreach (var node in new[] { leader, replica })
            (await Lab.Machines.RunAsync(node, "gitlab-psql -At -c 'show work_mem'")).Trim().ShouldBe("17MB", node);
        (await Lab.RunAsync("Deploy")).ShouldSucceed().ShouldSay("Nothing to change on 15 nodes.");
    }

    // What the change of one group must leave alone on all other nodes.
    private async Task<Dictionary<string, string>> OthersAsync(string group) =>
        (await Lab.Machines.StateAsync()).Where(x => !x.Key.StartsWith(group, StringComparison.Ordinal)).ToDictionary();
}
