using GitLabHa.Tests.Integration.Deployments;

namespace GitLabHa.Tests.Integration.Failures;

/// <summary>What a run finds that follows one which did not end healthy, or machines that know nothing of earlier runs.</summary>
[Collection(SmallLabGroup.Name)]
public sealed class ResumedRunTests(SmallLab fixture)
{
    private const string Secrets = "/etc/gitlab/gitlab-secrets.json";

    private Deployment Lab => fixture.Lab;

    [LabFact]
    public async Task A_run_that_ends_at_a_gate_is_resumed_at_that_gate()
    {
        var node = await fixture.DriftAsync();
        await using (await ReconfigureHook.SetAsync(Lab.Machines, node,
            "/opt/gitlab/bin/gitlab-ctl.real reconfigure || exit 1; pkill -STOP -f 'redis-[s]entinel'; exit 0"))
        {
            await using var tool = await Lab.StartAsync("Deploy");
            await tool.PrintsAsync($"{node}: still waiting until its Sentinel has a quorum", Deployment.Settled);
            await tool.KillAsync();
        }

        (await Lab.RunAsync("Preview", "--detailed-exitcode")).ShouldSay("the last run ended before its checks held")
            .ShouldSay("1 to change, 2 unchanged");
        await using var next = await Lab.StartAsync("Deploy");
        await next.PrintsAsync($"{node}: still waiting until its Sentinel has a quorum", Deployment.Settled);
        await Lab.Machines.RunAsync(node, "pkill -CONT -f 'redis-[s]entinel'");

        var run = (await next.EndAsync()).ShouldSucceed();

        run.ShouldNotSay("reconfigure …").ShouldSay($"{node}: done record that all of it succeeded").ShouldSay("Healthy: ");
        await fixture.ShouldBeConvergedAsync();
    }

    [LabFact]
    public async Task A_run_that_ends_red_stays_red_until_the_site_is_healthy()
    {
        var sick = (await fixture.ReplicasAsync())[1];
        await fixture.DriftAsync();
        await Lab.Machines.RunAsync(
            sick, "printf '#!/bin/sh\\nexec /bin/date -d \"+90 seconds\" \"$@\"\\n' >/usr/local/bin/date; chmod 755 /usr/local/bin/date");
        try
        {
            (await Lab.RunAsync("Deploy")).ShouldRefuse("Not everything is healthy");
            (await Lab.RunAsync("Deploy")).ShouldRefuse("Not everything is healthy").ShouldSay("Nothing to change on 3 nodes.")
                .ShouldSay("No healthy Verify followed this run: Deploy");
        }
        finally
        {
            await Lab.Machines.RunAsync(sick, "rm /usr/local/bin/date");
        }

        (await Lab.RunAsync("Deploy")).ShouldSucceed().ShouldSay("Healthy: ");
        (await Lab.RunAsync("Deploy")).ShouldSucceed().ShouldNotSay("Healthy: ");
    }

    [LabFact]
    public async Task A_replaced_first_node_with_secrets_of_its_own_takes_those_of_the_site()
    {
        var before = await Lab.Machines.RunAsync("redis-3", $"sha256sum <{Secrets}");
        await Machines.DockerAsync("rm", "--force", "--volumes", Lab.Machines.NameOf("redis-1"));
        (await Lab.RunAsync("Provision")).ShouldSucceed();
        await Lab.Machines.RunAsync("redis-1", $"mkdir -p /etc/gitlab; echo '{{\"of\": \"an image\"}}' >{Secrets}");

        (await Lab.RunUntilSucceedsAsync(Deployment.Settled, "Deploy")).ShouldSay($"redis-1: done copy {Secrets} from redis-2");

        foreach (var node in new[] { "redis-1", "redis-2", "redis-3" })
            (await Lab.Machines.RunAsync(node, $"sha256sum <{Secrets}")).ShouldBe(before, node);
        (await Lab.Machines.RunAsync("redis-1",
            "cd /var/lib/gitlab-ha/replaced && stat -c '%a %U' gitlab-secrets.json.* && cat gitlab-secrets.json.*"))
            .ShouldBe("600 root\n{\"of\": \"an image\"}\n");
        await fixture.ShouldBeConvergedAsync();
    }

    [LabFact]
    public async Task Nodes_that_run_and_have_lost_their_records_are_rolled_and_keep_their_version()
    {
        await Lab.Machines.RunOnAllAsync("rm -r /var/lib/gitlab-ha");
        foreach (var other in new[] { "18.1.6", "18.5.4" })
            using (Lab.Change("environment.yml", x => x.Replace("18.2.8", other, StringComparison.Ordinal)))
                (await Lab.RunAsync("Deploy")).ShouldRefuse($"runs gitlab-ee 18.2.8, and the environment names {other}");
        var master = await fixture.MasterAsync();

        var run = (await Lab.RunAsync("Deploy")).ShouldSucceed();

        run.ShouldNotSay("first run").ShouldSay("no finished run is recorded on the node");
        run.LinesOf(
            [.. (await fixture.ReplicasAsync()).Where(x => x != master).Order().Take(1)
                .Select(x => $"{x}: done run gitlab-ctl reconfigure"), $"{master}: done hand over",
                $"{master}: run gitlab-ctl reconfigure"])
            .ShouldBeInOrder();
        await fixture.ShouldBeConvergedAsync();
    }
}
