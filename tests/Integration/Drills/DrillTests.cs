using GitLabHa.Tests.Integration.Deployments;

namespace GitLabHa.Tests.Integration.Drills;

/// <summary>What is lost is counted, what remains is served, and when it is over there is nothing to change and nobody to demote.</summary>
[Collection(WholeLabGroup.Name)]
public sealed class DrillTests(DrillLab fixture) : IClassFixture<DrillLab>
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(8);

    private Deployment Lab => fixture.Lab;

    [LabTheory]
    [InlineData("redis-master-paused")]
    public async Task Somebody_else_becomes_the_master_of_Redis_and_stays_it(string scenario)
    {
        var before = await RedisMasterAsync();

        using var drill = await PassedAsync(scenario);

        drill.Victims.ShouldBe(before);
        drill.Lost.ShouldNotBeNull();
        var after = await RedisMasterAsync();
        after.ShouldNotBe(before);
        await NothingChangesAsync();
        await VerifySaysAsync($"{after} is the master");
        (await RedisMasterAsync()).ShouldBe(after);
    }

    [LabFact]
    public async Task On_the_victims_side_of_the_network_writes_are_refused_before_long_and_those_acknowledged_before_are_counted()
    {
        using var drill = await PassedAsync("redis-master-cut-off-minority");

        drill.Lost.ShouldNotBeNull();
        drill.Lost.Value.ShouldBeGreaterThan(0);
        await NothingChangesAsync();
    }

    [LabTheory]
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

    [LabTheory]
    [InlineData("postgres-replica-killed", "PostgreSQL")]
    public async Task The_others_go_on_without_it_and_Verify_says_what_is_missing(string scenario, string component)
    {
        using var drill = await PassedAsync(scenario);

        drill.Told("reported").ShouldContain(component);
        drill.Victims.ShouldNotContain(",");
        await NothingChangesAsync();
    }

    [LabTheory]
    [InlineData("redis-quorum-lost", "Redis")]
    [InlineData("consul-quorum-lost", "Consul")]
    public async Task Without_a_quorum_nobody_takes_over_and_Verify_says_what_is_lost(string scenario, string component)
    {
        using var drill = await PassedAsync(scenario);

        drill.Moments.ShouldNotContain("took over");
        drill.Told("reported").ShouldContain(component);
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

    private async Task<string> RedisMasterAsync()
    {
        var address = await Lab.Machines.RunAsync("redis-1", "redis-cli -h $(hostname -i) -p 26379 sentinel get-master-addr-by-name gitlab-redis | head -n 1");
        return "redis-" + address.Trim()[^1];
    }
}
