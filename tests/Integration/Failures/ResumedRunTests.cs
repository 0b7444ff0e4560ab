using GitLabHa.Tests.Integration.Deployments;

namespace GitLabHa.Tests.Integration.Failures;

/// <summary>What a run finds that follows one which did not end healthy, or machines that know nothing of earlier runs.</summary>
[Collection(SmallLabGroup.Name)]
public sealed class ResumedRunTests(SmallLab fixture)
{
    private Deployment Lab => fixture.Lab;

    [LabFact]
    public async Task A_run_that_ends_red_stays_red_until_the_site_is_healthy()
    {
        var sick = (await fixture.ReplicasAsync())[1];
        await fixture.DriftAsync();
        await Lab.Machines.RunAsync(sick, "printf '#!/bin/sh\\nexec /bin/date -d \"+90 seconds\" \"$@\"\\n' >/usr/local/bin/date; chmod 755 /usr/local/bin/date");
        try
        {
            (await Lab.RunAsync("Deploy")).ShouldRefuse("Not everything is healthy");
            (await Lab.RunAsync("Deploy")).ShouldRefuse("Not everything is healthy").ShouldSay("Nothing to change on 3 nodes.").ShouldSay("No healthy Verify followed this run: Deploy");
        }
        finally
        {
            await Lab.Machines.RunAsync(sick, "rm /usr/local/bin/date");
        }

        (await Lab.RunAsync("Deploy")).ShouldSucceed().ShouldSay("Healthy: ");
        (await Lab.RunAsync("Deploy")).ShouldSucceed().ShouldNotSay("Healthy: ");
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
        run.LinesOf([.. (await fixture.ReplicasAsync()).Where(x => x != master).Order().Take(1).Select(x => $"{x}: done run gitlab-ctl reconfigure"), $"{master}: done hand over", $"{master}: run gitlab-ctl reconfigure"])
            .ShouldBeInOrder();
        await fixture.ShouldBeConvergedAsync();
    }
}
