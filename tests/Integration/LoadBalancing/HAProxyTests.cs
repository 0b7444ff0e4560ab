using GitLabHa.Tests.Integration.Deployments;

namespace GitLabHa.Tests.Integration.LoadBalancing;

/// <summary>What a deployment does to the HAProxy that runs; what the rendered file does is in the services tests.</summary>
[Collection(WholeLabGroup.Name)]
public sealed class HAProxyTests(WholeLab fixture)
{
    private Deployment Lab => fixture.Lab;

    [LabFact]
    public async Task A_reload_drops_no_connection_that_is_in_use()
    {
        var password = (await File.ReadAllLinesAsync(Path.Combine(Lab.State, "secrets.yml")))
            .Single(x => x.StartsWith("postgres_password:", StringComparison.Ordinal)).Split(": ")[1].Trim('\'', '"');
        // Ten seconds of rows through HAProxy and PgBouncer, while the configuration changes twice.
        var rows = Lab.Machines.RunAsync(
            "rails-1",
            $"PGPASSWORD={password} /opt/gitlab/embedded/bin/psql -h 172.31.244.51 -p 6432 -U gitlab -d gitlabhq_production -At -c "
                + "'select i, pg_sleep(0.005) from generate_series(1, 2000) i' | wc -l");
        await Task.Delay(1500);
        for (var i = 0; i < 2; i++)
        {
            await Lab.Machines.RunAsync("lb-1", "echo '# by hand' >>/etc/haproxy/haproxy.cfg");
            (await Lab.RunAsync("Deploy", "--skip", "Verify")).ShouldSucceed().ShouldSay("lb-1: done run ");
        }

        (await rows).Trim().ShouldBe("2000");
    }
}
