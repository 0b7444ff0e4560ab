using GitLabHa.Core.Checks;
using GitLabHa.Roles;
using Npgsql;

namespace GitLabHa.Tests.Services.PgBouncer;

/// <summary>PgBouncer follows the leader that Consul knows, and stops when there are two.</summary>
public sealed class RoutingTests(DatabaseSite fixture) : IClassFixture<DatabaseSite>
{
    private const string Log = "cat /var/log/gitlab/consul/failover_pgbouncer.log";

    [ServiceFact]
    public async Task A_connection_that_is_open_goes_on_at_the_next_leader()
    {
        await LeadAsync("postgres-1");
        await using var client = await fixture.ConnectAsync();
        (await DatabaseSite.AskAsync(client)).ShouldBe("postgres-1");

        await fixture.LeadAsync("postgres-2");

        await Eventually.AnswersAsync(
            "the open connection is answered by postgres-2", () => DatabaseSite.AskAsync(client), x => x == "postgres-2");
        await fixture.Site.HealthyAsync(fixture.Leader);
    }

    [ServiceFact]
    public async Task While_two_nodes_pass_as_leader_nobody_is_served_and_afterwards_everybody_is()
    {
        await LeadAsync("postgres-1");
        await using var client = await fixture.ConnectAsync();

        await fixture.LeadAsync("postgres-1", "postgres-2");

        var verdict = await Eventually.AnswersAsync(
            "PgBouncer stops", () => fixture.Site.AskAsync(fixture.Leader), x => x.Health == Health.Unhealthy);
        verdict.Evidence.ShouldContain("stopped: Consul knows two PostgreSQL leaders");
        verdict.Advice!.ShouldContain("do not resume it");
        await Should.ThrowAsync<NpgsqlException>(() => DatabaseSite.AskAsync(client));
        (await fixture.AskAsync()).ShouldNotStartWith("postgres-");
        (await fixture.PgBouncer.RunAsync(Log)).ShouldContain("Split brain detected");

        await LeadAsync("postgres-2");
    }

    [ServiceFact]
    public async Task Without_a_leader_PgBouncer_keeps_the_last_one()
    {
        await LeadAsync("postgres-1");

        await fixture.LeadAsync();

        await Eventually.AnswersAsync(
            "the watch notices",
            () => fixture.PgBouncer.RunAsync($"{Log} | tail -n 1"),
            x => x.Contains("No healthy primary", StringComparison.Ordinal));
        (await fixture.AskAsync()).ShouldBe("postgres-1");
    }

    [ServiceFact]
    public async Task A_leader_that_is_gone_is_left_as_soon_as_Consul_misses_it()
    {
        await LeadAsync("postgres-1");
        var dead = fixture.Site["postgres-1"];

        await Broken.WhileAsync(dead.DisconnectAsync, dead.ReconnectAsync, async () =>
        {
            await fixture.Site["postgres-2"].RunAsync("touch /tmp/leads");

            await fixture.AnsweredByAsync("postgres-2");
            await dead.RunAsync("rm -f /tmp/leads");
        });
    }

    [ServiceFact]
    public async Task A_leader_that_the_watch_did_not_report_is_found_after_the_reconfigure()
    {
        await LeadAsync("postgres-1");
        await fixture.PgBouncer.RunAsync("sed -i 's/host=[^ ]*/host=127.0.0.1/' /var/opt/gitlab/consul/databases.ini");
        await fixture.PgBouncer.RunAsync("gitlab-ctl hup pgbouncer");
        (await fixture.PgBouncer.RunAsync(LeaderWatch.Ensure.Probe)).Succeeded.ShouldBeFalse();

        var applied = await fixture.PgBouncer.RunAsync(LeaderWatch.Ensure.Apply);

        applied.Succeeded.ShouldBeTrue(applied.Output + applied.Error);
        (await fixture.PgBouncer.RunAsync(LeaderWatch.Ensure.Probe)).Succeeded.ShouldBeTrue();
        await fixture.AnsweredByAsync("postgres-1");
    }

    private async Task LeadAsync(string node)
    {
        await fixture.LeadAsync(node);
        await fixture.AnsweredByAsync(node);
    }
}
