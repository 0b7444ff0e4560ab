using GitLabHa.Tests.Integration.Deployments;

namespace GitLabHa.Tests.Integration.Failures;

/// <summary>Machines that restart, or come back as empty ones.</summary>
[Collection(SmallLabGroup.Name)]
public sealed class NodeLossTests(SmallLab fixture)
{
    private Deployment Lab => fixture.Lab;

    [LabFact]
    public async Task A_node_that_restarts_in_the_middle_fails_the_run_and_the_next_one_continues()
    {
        var node = await fixture.DriftAsync();
        await using (await ReconfigureHook.SetAsync(Lab.Machines, node, "touch /tmp/begun; sleep 60"))
        {
            await using var tool = await Lab.StartAsync("Deploy");
            await Lab.Machines.RunAsync(
                node,
                "for i in $(seq 300); do [ -f /tmp/begun ] && exit 0; sleep 0.2; done; echo 'the reconfigure did not begin within 60 s' "
                    + ">&2; exit 1");
            await Machines.DockerAsync("restart", "--time", "1", Lab.Machines.NameOf(node));

            (await tool.EndAsync()).ShouldRefuse("gitlab-ctl reconfigure could not be run").ShouldSay($"where: {node}");
        }

        (await Lab.RunUntilSucceedsAsync(Deployment.Settled, "Deploy")).ShouldSay($"{node}: done run gitlab-ctl reconfigure");
        await fixture.ShouldBeConvergedAsync();
    }

    [LabFact]
    public async Task A_node_that_is_replaced_by_an_empty_one_is_back_in_full_service_after_one_Deploy()
    {
        var master = await fixture.MasterAsync();
        var node = await fixture.ReplicaAsync();
        await Machines.DockerAsync("rm", "--force", "--volumes", Lab.Machines.NameOf(node));

        var run = (await Lab.RunAsync("Deploy")).ShouldSucceed();

        run.ShouldSay($"{node}: done install gitlab-ee 18.2.8").ShouldSay("Healthy: ");
        (await fixture.MasterAsync()).ShouldBe(master, "nobody was demoted for it");
        await fixture.ShouldBeConvergedAsync();
    }

    [LabFact]
    public async Task The_master_that_is_replaced_by_an_empty_machine_comes_back_as_a_replica()
    {
        var lost = await fixture.MasterAsync();
        await Machines.DockerAsync("rm", "--force", "--volumes", Lab.Machines.NameOf(lost));
        var survivor = lost == "redis-1" ? "redis-2" : "redis-1";
        await Lab.Machines.RunAsync(survivor, $$"""
            for i in $(seq 240); do
              master=$(redis-cli -h $(hostname -i) -p 26379 sentinel get-master-addr-by-name gitlab-redis | head -n 1)
              case $master in *.1{{lost[^1]}}) sleep 0.25 ;; *) exit 0 ;; esac
            done
            echo "the Sentinels still name the lost master after 60 s" >&2; exit 1
            """);

        (await Lab.RunUntilSucceedsAsync(Deployment.Settled, "Deploy")).ShouldSay($"{lost}: done install gitlab-ee 18.2.8");

        (await fixture.MasterAsync()).ShouldNotBe(lost);
        await fixture.ShouldBeConvergedAsync();
    }
}
