using GitLabHa.Tests.Integration.Deployments;

namespace GitLabHa.Tests.Integration.Failures;

[Collection(SmallLabGroup.Name)]
public sealed class StuckReconfigureTests(SmallLab fixture)
{
    private Deployment Lab => fixture.Lab;

    [LabFact]
    public async Task A_reconfigure_that_hangs_is_ended_and_the_node_says_what_it_waits_for()
    {
        var node = await fixture.DriftAsync();
        await using (await ReconfigureHook.SetAsync(Lab.Machines, node, "echo before it hangs; sleep 4711"))
        using (Lab.Change("environment.yml", x => x + "\nreconfigure_timeout_seconds: 10\n"))
        {
            var run = await Lab.RunAsync("Deploy");

            run.ShouldRefuse("gitlab-ctl reconfigure did not end within 10 s").ShouldSay($"where: {node}").ShouldSay("| before it hangs");
            run.ShouldSay("| gitlab-ctl reconfigure is not done after 9 s").ShouldSay("sleep 4711");
            (await Lab.Machines.RunAsync(node, "pgrep -fc '[s]leep 4711' || true")).Trim().ShouldBe("0", "what hung is ended");
        }

        (await Lab.RunAsync("Deploy")).ShouldSucceed().ShouldSay($"{node}: done run gitlab-ctl reconfigure");
        await fixture.ShouldBeConvergedAsync();
    }

    [LabFact]
    public async Task A_node_without_memory_for_a_reconfigure_fails_and_the_next_run_continues()
    {
        var node = await fixture.DriftAsync();
        // More than the machine has: the kernel ends it.
        await using (await ReconfigureHook.SetAsync(Lab.Machines, node, "exec tail /dev/zero"))
            (await Lab.RunAsync("Deploy")).ShouldRefuse("gitlab-ctl reconfigure was killed").ShouldSay("out of memory");

        (await Lab.RunAsync("Deploy")).ShouldSucceed();
        await fixture.ShouldBeConvergedAsync();
    }
}
