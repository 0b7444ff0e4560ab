using GitLabHa.Tests.Integration.Deployments;

namespace GitLabHa.Tests.Integration.Drills;

[Collection(WholeLabGroup.Name)]
public sealed class PostgresDrillTests(WholeLab fixture)
{
    private Deployment Lab => fixture.Lab;

    [LongLabFact]
    public async Task A_killed_leader_is_replaced_within_the_objective_and_no_secret_is_seen()
    {
        var (before, _) = await Postgres.ClusterAsync(Lab);

        var run = await Lab.RunAsync("Drill", "--scenario", "postgres-leader-killed");

        run.ShouldSucceed().ShouldSay("objective: 60 s").ShouldSay("Passed");
        (await Postgres.ClusterAsync(Lab)).Leader.ShouldNotBe(before);
        using var drill = DrillRun.Of(Lab, "postgres-leader-killed");
        drill.Victims.ShouldBe(before);
        drill.Moments.Where(x => x is not "recovered" and not "noticed").ShouldBe(["fault", "took over", "healed", "green"]);
        drill.Outage.ShouldBeInRange(5, 60);
        drill.Lost.ShouldNotBeNull();
        await DrillRun.ShouldLeaveNothingAsync(Lab);
        Canaries.In(run.Output).ShouldBeFalse();
        foreach (var report in Directory.GetFiles(Path.Combine(Lab.Artifacts, "drills")))
            Canaries.In(await File.ReadAllTextAsync(report)).ShouldBeFalse(report);
        fixture.Canaries.Leaks.ShouldBeEmpty();
    }

    [LongLabFact]
    public async Task A_planned_switchover_loses_nothing_and_the_leader_is_another()
    {
        var (before, _) = await Postgres.ClusterAsync(Lab);

        (await Lab.RunAsync("Drill", "--scenario", "postgres-switchover")).ShouldSucceed();

        (await Postgres.ClusterAsync(Lab)).Leader.ShouldNotBe(before);
        using var drill = DrillRun.Of(Lab, "postgres-switchover");
        drill.Lost.ShouldBe(0);
    }
}
