using GitLabHa.Tests.Integration.Deployments;

namespace GitLabHa.Tests.Integration.Drills;

/// <summary>What is lost is counted, what remains is served, and when it is over there is nothing to change and nobody to demote.</summary>
[Collection(WholeLabGroup.Name)]
public sealed class DrillTests(SynchronousDatabase fixture) : IClassFixture<SynchronousDatabase>
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(15);

    private Deployment Lab => fixture.Lab;

    [LongLabTheory]
    [InlineData("postgres-leader-paused")]
    [InlineData("postgres-leader-cut-off")]
    [InlineData("consul-server-killed")]
    public async Task A_synchronous_database_loses_no_acknowledged_row_and_the_new_leader_stays_it(string scenario)
    {
        var (before, timeline) = await Postgres.ClusterAsync(Lab);

        using var drill = await PassedAsync(scenario);

        drill.Lost.ShouldBe(0);
        var (after, now) = await Postgres.ClusterAsync(Lab);
        if (drill.Victims == before)
        {
            after.ShouldNotBe(before);
            now.ShouldBeGreaterThan(timeline);
        }

        await NothingChangesAsync();
        await VerifySaysAsync($"send it to {after}");
        (await Postgres.ClusterAsync(Lab)).ShouldBe((after, now));
    }

    [LongLabFact]
    public async Task The_others_go_on_without_a_replica_and_Verify_says_what_is_missing()
    {
        using var drill = await PassedAsync("postgres-replica-killed");

        drill.Told("reported").ShouldContain("PostgreSQL");
        drill.Victims.ShouldNotContain(",");
        await NothingChangesAsync();
    }

    [LongLabFact]
    public async Task Without_a_quorum_of_Consul_nobody_takes_over_and_Verify_says_what_is_lost()
    {
        using var drill = await PassedAsync("consul-quorum-lost");

        drill.Moments.ShouldNotContain("took over");
        drill.Told("reported").ShouldContain("Consul");
        await NothingChangesAsync();
    }

    [LongLabFact]
    public async Task After_a_planned_switchover_of_Redis_Rails_knows_the_new_master()
    {
        using var drill = await PassedAsync("redis-switchover");

        drill.Lost.ShouldBe(0);
        await NothingChangesAsync();
        var after = await Redis.MasterAsync(Lab);
        after.ShouldNotBe(drill.Victims);
        await VerifySaysAsync($"{after} is the master");
    }

    [LongLabFact]
    public async Task On_the_side_of_a_cut_off_Redis_master_writes_are_refused_before_long_and_those_acknowledged_before_are_counted()
    {
        using var drill = await PassedAsync("redis-master-cut-off-minority");

        drill.Lost.ShouldNotBeNull();
        drill.Lost.Value.ShouldBeGreaterThan(0);
        await NothingChangesAsync();
    }

    private async Task<DrillRun> PassedAsync(string scenario)
    {
        await using var tool = await Lab.StartAsync("Drill", "--scenario", scenario);
        (await tool.EndAsync(Long)).ShouldSucceed().ShouldSay("Passed");
        return DrillRun.Of(Lab, scenario);
    }

    private async Task NothingChangesAsync()
    {
        await DrillRun.ShouldLeaveNothingAsync(Lab);
        (await Lab.RunAsync("Deploy")).ShouldSucceed().ShouldSay("Nothing to change on 15 nodes.");
    }

    private async Task VerifySaysAsync(string evidence)
    {
        (await Lab.RunAsync("Verify")).ShouldSucceed();
        (await File.ReadAllTextAsync(Path.Combine(Lab.Artifacts, "verify.json"))).ShouldContain(evidence);
    }
}
