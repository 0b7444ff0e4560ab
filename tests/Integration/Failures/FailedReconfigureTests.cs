using GitLabHa.Tests.Integration.Deployments;

namespace GitLabHa.Tests.Integration.Failures;

[Collection(SmallLabGroup.Name)]
public sealed class FailedReconfigureTests(SmallLab fixture)
{
    private Deployment Lab => fixture.Lab;

    [LabFact]
    public async Task A_reconfigure_that_fails_shows_its_last_lines_without_secrets_and_the_next_run_repeats_it()
    {
        var node = await fixture.DriftAsync();
        var password = (await Lab.Machines.RunAsync(node, "sed -n \"s/^redis\\['password'\\] = '\\(.*\\)'/\\1/p\" /etc/gitlab/gitlab.rb"))
            .Trim();
        await using (await ReconfigureHook.SetAsync(Lab.Machines, node,
            "for i in $(seq 100); do echo line $i; done; grep \"redis.'password'\" /etc/gitlab/gitlab.rb; echo it broke >&2; exit 7"))
        {
            var run = await Lab.RunAsync("Deploy");

            run.ShouldRefuse("gitlab-ctl reconfigure failed with exit code 7").ShouldSay($"where: {node}").ShouldSay("| line 100")
                .ShouldSay("| it broke");
            run.ShouldSay("redis['password'] = ").ShouldNotSay(password).ShouldNotSay("| line 50\n");
        }

        (await Lab.RunAsync("Deploy")).ShouldSucceed().ShouldSay($"{node}: done run gitlab-ctl reconfigure");
        await fixture.ShouldBeConvergedAsync();
    }

    [LabFact]
    public async Task Ctrl_C_lets_the_current_step_finish_gives_the_lock_back_and_the_next_run_continues()
    {
        var node = await fixture.DriftAsync();
        await using (await ReconfigureHook.SetAsync(Lab.Machines, node, "touch /tmp/begun; sleep 3; touch /tmp/ended"))
        {
            await using var tool = await Lab.StartAsync("Deploy");
            await BegunAsync(node, tool);
            await tool.SignalAsync("INT");

            var run = await tool.EndAsync();

            run.ExitCode.ShouldBe(130, run.Tail);
            run.ShouldSay($"{node}: done run gitlab-ctl reconfigure").ShouldSay("was interrupted").ShouldHaveNoStack();
            await Lab.Machines.RunAsync(node, "rm /tmp/begun /tmp/ended");
        }

        (await Lab.RunAsync("Unlock")).ShouldSucceed().ShouldSay("is not locked");
        (await Lab.RunAsync("Deploy")).ShouldSucceed().ShouldSay($"{node}: done record that all of it succeeded");
        await fixture.ShouldBeConvergedAsync();
    }

    [LabFact]
    public async Task While_one_run_holds_the_lock_another_is_refused_and_when_the_first_is_killed_its_lock_is_taken_over()
    {
        var node = await fixture.DriftAsync();
        await using (await ReconfigureHook.SetAsync(Lab.Machines, node, "touch /tmp/begun; sleep 5"))
        {
            await using var tool = await Lab.StartAsync("Deploy");
            await BegunAsync(node, tool);

            (await Lab.RunAsync("Deploy")).ShouldRefuse("The environment is locked by root@").ShouldSay($"(process {tool.Id})")
                .ShouldSay("running Deploy");
            (await Lab.RunAsync("Unlock")).ShouldRefuse($"e2e-small is locked by root@").ShouldSay("add --force");
            await tool.KillAsync();
            await Lab.Machines.RunAsync(node, "rm /tmp/begun");
        }

        var next = (await Lab.RunAsync("Deploy")).ShouldSucceed();

        next.ShouldSay("taking over the lock of root@").ShouldSay("that process is gone")
            .ShouldSay($"{node}: done run gitlab-ctl reconfigure");
        await fixture.ShouldBeConvergedAsync();
    }

    // The step is told before it runs, so the node itself must say that it has begun.
    private async Task BegunAsync(string node, RunningTool tool)
    {
        await tool.PrintsAsync($"{node}: run gitlab-ctl reconfigure", Deployment.Settled);
        await Lab.Machines.RunAsync(
            node,
            "for i in $(seq 150); do [ -f /tmp/begun ] && exit 0; sleep 0.2; done; echo 'the reconfigure did not begin within 30 s' >&2; "
                + "exit 1");
    }
}
