using GitLabHa.Tests.Integration.Deployments;

namespace GitLabHa.Tests.Integration.LoadBalancing;

/// <summary>The file we render, in the HAProxy that runs it.</summary>
[Collection(WholeLabGroup.Name)]
public sealed class HAProxyTests(WholeLab fixture)
{
    private Deployment Lab => fixture.Lab;

    private Balancer Balancer => new(Lab);

    [LabFact]
    public async Task HAProxy_finds_nothing_wrong_with_the_file()
    {
        var said = await Lab.Machines.RunAsync("lb-1", "haproxy -c -f /etc/haproxy/haproxy.cfg 2>&1");

        said.ShouldContain("Configuration file is valid");
        said.ShouldNotContain("WARNING");
    }

    [LabTheory]
    [InlineData("rails", "rails-2", "puma")]
    [InlineData("praefect", "praefect-2", "praefect")]
    [InlineData("pgbouncer", "postgres-2", "pgbouncer")]
    public async Task A_server_that_dies_is_left_out_and_taken_back(string backend, string node, string service)
    {
        await Lab.Machines.RunAsync(node, $"gitlab-ctl stop {service}");
        try
        {
            await Balancer.BecomesAsync(backend, node, "DOWN");
            (await Lab.RunAsync("Verify")).ShouldRefuse("Not everything is healthy").ShouldSay($"{backend}/{node} DOWN");
        }
        finally
        {
            await Lab.Machines.RunAsync(node, $"gitlab-ctl start {service}");
        }

        await Balancer.BecomesAsync(backend, node, "UP");
    }

    [LabFact]
    public async Task What_a_dead_server_refuses_goes_to_another_one_at_once_before_any_check_noticed()
    {
        await Balancer.TellAsync("disable health rails/rails-2");
        await Lab.Machines.RunAsync("rails-2", "gitlab-ctl stop nginx");
        try
        {
            var before = await Balancer.ServerAsync("rails", "rails-2");

            (await Balancer.PagesAsync(10)).ShouldAllBe(x => x == "200" || x == "404");

            var after = await Balancer.ServerAsync("rails", "rails-2");
            after.State.ShouldBe("no check");
            after.SentElsewhere.ShouldBeGreaterThan(before.SentElsewhere);
            after.TriedAgain.ShouldBe(before.TriedAgain);
        }
        finally
        {
            await Lab.Machines.RunAsync("rails-2", "gitlab-ctl start nginx");
            await Balancer.TellAsync("enable health rails/rails-2");
        }

        await Balancer.BecomesAsync("rails", "rails-2", "UP");
    }

    [LabFact]
    public async Task A_PgBouncer_that_hangs_is_left_out_although_it_accepts_connections()
    {
        await Lab.Machines.RunAsync("postgres-2", "pkill -STOP -x pgbouncer");
        try
        {
            await Balancer.BecomesAsync("pgbouncer", "postgres-2", "DOWN");
        }
        finally
        {
            await Lab.Machines.RunAsync("postgres-2", "pkill -CONT -x pgbouncer");
        }

        await Balancer.BecomesAsync("pgbouncer", "postgres-2", "UP");
    }

    [LabFact]
    public async Task A_Rails_node_that_is_not_ready_gets_no_new_connection_and_no_user_notices()
    {
        // Its readiness says 503 while the rest of it still answers: nginx stands before Puma.
        await Lab.Machines.RunAsync("rails-2", "gitlab-ctl stop puma");
        try
        {
            await Balancer.BecomesAsync("rails", "rails-2", "DOWN");
            var before = (await Balancer.ServerAsync("rails", "rails-2")).Ever;

            (await Balancer.PagesAsync(30)).ShouldAllBe(x => x != "502" && x != "503");

            (await Balancer.ServerAsync("rails", "rails-2")).Ever.ShouldBe(before);
        }
        finally
        {
            await Lab.Machines.RunAsync("rails-2", "gitlab-ctl start puma");
        }

        await Balancer.BecomesAsync("rails", "rails-2", "UP");
    }

    [LabFact]
    public async Task A_server_that_drains_gets_nothing_new_and_Verify_says_so()
    {
        await Balancer.TellAsync("set server rails/rails-1 state drain");
        try
        {
            await Balancer.BecomesAsync("rails", "rails-1", "DRAIN");
            var before = (await Balancer.ServerAsync("rails", "rails-1")).Ever;
            (await Balancer.PagesAsync(20)).ShouldAllBe(x => x != "502" && x != "503");
            (await Balancer.ServerAsync("rails", "rails-1")).Ever.ShouldBe(before);
            (await Lab.RunAsync("Verify")).ShouldSucceed().ShouldSay("rails/rails-1 DRAIN");
        }
        finally
        {
            await Balancer.TellAsync("set server rails/rails-1 state ready");
        }

        await Balancer.BecomesAsync("rails", "rails-1", "UP");
    }

    [LabFact]
    public async Task Long_connections_to_Praefect_are_spread_evenly()
    {
        await Lab.Machines.RunAsync("rails-1", """
            perl -MIO::Socket::INET -e 'for (1..30) { push @s, IO::Socket::INET->new("172.31.244.51:2305") or die $!; select undef, undef, undef, 0.02 } sleep 6' </dev/null >/dev/null 2>&1 &
            """);
        await Task.Delay(2500);

        var open = new List<int>();
        foreach (var node in new[] { "praefect-1", "praefect-2", "praefect-3" }) open.Add((await Balancer.ServerAsync("praefect", node)).Now);

        open.Sum().ShouldBeGreaterThanOrEqualTo(30);
        (open.Max() - open.Min()).ShouldBeLessThanOrEqualTo(3, string.Join(", ", open));
    }

    [LabFact]
    public async Task A_reload_drops_no_connection_that_is_in_use()
    {
        var password = (await File.ReadAllLinesAsync(Path.Combine(Lab.State, "secrets.yml"))).Single(x => x.StartsWith("postgres_password:", StringComparison.Ordinal)).Split(": ")[1].Trim('\'', '"');
        // Ten seconds of rows through HAProxy and PgBouncer, while the configuration changes twice.
        var rows = Lab.Machines.RunAsync("rails-1", $"PGPASSWORD={password} /opt/gitlab/embedded/bin/psql -h 172.31.244.51 -p 6432 -U gitlab -d gitlabhq_production -At -c 'select i, pg_sleep(0.005) from generate_series(1, 2000) i' | wc -l");
        await Task.Delay(1500);
        for (var i = 0; i < 2; i++)
        {
            await Lab.Machines.RunAsync("lb-1", "echo '# by hand' >>/etc/haproxy/haproxy.cfg");
            (await Lab.RunAsync("Deploy", "--skip", "Verify")).ShouldSucceed().ShouldSay("lb-1: done run ");
        }

        (await rows).Trim().ShouldBe("2000");
    }
}
