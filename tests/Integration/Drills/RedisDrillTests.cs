using GitLabHa.Core.Commands;
using GitLabHa.Core.Drilling;
using GitLabHa.Tests.Integration.Deployments;

namespace GitLabHa.Tests.Integration.Drills;

[Collection(SmallLabGroup.Name)]
public sealed class RedisDrillTests(SmallLab fixture)
{
    private Deployment Lab => fixture.Lab;

    [LongLabFact]
    public async Task A_killed_master_is_replaced_its_node_comes_back_and_the_site_is_green()
    {
        var before = await fixture.MasterAsync();
        using var objectives = Objectives("redis_failover_seconds: 60");

        (await Lab.RunAsync("Drill", "--scenario", "redis-master-killed")).ShouldSucceed().ShouldSay("objective: 60 s").ShouldSay("Passed");

        (await fixture.MasterAsync()).ShouldNotBe(before);
        using var drill = DrillRun.Of(Lab, "redis-master-killed");
        drill.Passed.ShouldBeTrue();
        drill.Victims.ShouldBe(before);
        drill.Moments.Where(x => x != "recovered").ShouldBe(["fault", "noticed", "took over", "healed", "green"]);
        Array.IndexOf(drill.Moments, "recovered").ShouldBeLessThan(Array.IndexOf(drill.Moments, "healed"));
        // Sentinel calls a master down after ten seconds of silence.
        drill.Outage.ShouldBeInRange(9, 60);
        drill.Acknowledged.ShouldBeGreaterThan(20);
        drill.Lost.ShouldNotBeNull();
        await ShouldBeAsBeforeAsync();
    }

    [LongLabFact]
    public async Task A_master_that_hangs_is_replaced_and_stays_a_replica_when_it_goes_on()
    {
        var before = await fixture.MasterAsync();

        using var drill = await PassedAsync("redis-master-paused");

        drill.Victims.ShouldBe(before);
        drill.Lost.ShouldNotBeNull();
        var after = await fixture.MasterAsync();
        after.ShouldNotBe(before);
        (await Lab.RunAsync("Deploy")).ShouldSucceed().ShouldSay("Nothing to change on 3 nodes.");
        (await Lab.RunAsync("Verify")).ShouldSucceed().ShouldSay($"{after} is master, 2");
        (await fixture.MasterAsync()).ShouldBe(after);
        await ShouldBeAsBeforeAsync();
    }

    [LongLabFact]
    public async Task Without_a_quorum_nobody_takes_over_and_Verify_says_what_is_lost()
    {
        using var drill = await PassedAsync("redis-quorum-lost");

        drill.Moments.ShouldNotContain("took over");
        drill.Told("reported").ShouldContain("Redis");
        await ShouldBeAsBeforeAsync();
    }

    [LongLabFact]
    public async Task A_missed_objective_fails_the_run_and_a_node_that_was_cut_off_is_reachable_again()
    {
        using var objectives = Objectives("redis_failover_seconds: 1");

        var run = await Lab.RunAsync("Drill", "--scenario", "redis-master-cut-off");

        run.ShouldRefuse("The site did not pass the drill").ShouldSay("the objective is 1 s").ShouldSay("green: all ");
        using var drill = DrillRun.Of(Lab, "redis-master-cut-off");
        drill.Passed.ShouldBeFalse();
        await ShouldBeAsBeforeAsync();
    }

    [LongLabFact]
    public async Task Ctrl_C_mends_what_was_broken_and_gives_the_lock_back()
    {
        await using var tool = await Lab.StartAsync("Drill", "--scenario", "redis-quorum-lost");
        await tool.PrintsAsync("noticed: ", Deployment.Settled);
        await tool.SignalAsync("INT");

        var run = await tool.EndAsync();

        run.ExitCode.ShouldBe(130, run.Tail);
        run.ShouldSay("healed: ").ShouldHaveNoStack();
        (await Lab.RunAsync("Unlock")).ShouldSucceed().ShouldSay("is not locked");
        await ShouldBeAsBeforeAsync();
    }

    [LongLabFact]
    public async Task A_node_mends_itself_when_whoever_broke_it_is_gone()
    {
        var node = await fixture.ReplicaAsync();
        await StrikeAsync(node, new Fault(FaultKind.Kill, ["redis", "sentinel"], []).Inject(TimeSpan.FromSeconds(4)));
        (await Lab.Machines.RunAsync(node, "sv status /opt/gitlab/service/redis")).ShouldStartWith("down: ");

        await Task.Delay(TimeSpan.FromSeconds(8));

        await ShouldBeAsBeforeAsync();
    }

    private async Task<DrillRun> PassedAsync(string scenario)
    {
        (await Lab.RunAsync("Drill", "--scenario", scenario)).ShouldSucceed().ShouldSay("Passed");
        return DrillRun.Of(Lab, scenario);
    }

    private IDisposable Objectives(string line) => Lab.Change("environment.yml", x => $"{x}\nobjectives:\n  {line}\n");

    private Task<string> StrikeAsync(string node, Command command) =>
        Machines.DockerAsync(["exec", Lab.Machines.NameOf(node), "sh", "-c", command.Script, "drill", .. command.Arguments]);

    private async Task ShouldBeAsBeforeAsync()
    {
        (await Lab.RunAsync("Verify")).ShouldSucceed();
        await DrillRun.ShouldLeaveNothingAsync(Lab);
        await fixture.ShouldBeConvergedAsync();
    }
}
