using GitLabHa.Tests.Integration.Backups;

namespace GitLabHa.Tests.Integration.Deployments;

public sealed class ShardedLabTests(ShardedLab fixture) : IClassFixture<ShardedLab>
{
    private Deployment Lab => fixture.Lab;

    [LabFact]
    public async Task It_ends_healthy_without_a_load_balancer_and_a_second_run_finds_nothing_to_change()
    {
        fixture.First.ShouldSay("0 unhealthy, 0 unknown").ShouldSay("default (weight 100)").ShouldSay("gitaly-2 (weight 100)");

        (await Lab.RunAsync("Deploy")).ShouldSucceed().ShouldSay("Nothing to change on 7 nodes.");
    }

    [LabFact]
    public async Task New_repositories_go_to_all_Gitaly_nodes()
    {
        var user = new BackupLab(Lab);
        await user.LogInAsync();
        for (var number = 0; number < 20; number++) await user.CreateAsync($"spread-{number}");

        var counts = await Lab.Machines.RunAsync("postgres-1", """
            gitlab-psql -d gitlabhq_production -tAc \
              "select repository_storage || ' ' || count(*) from projects group by repository_storage order by 1"
            """);
        foreach (var (node, storage) in new[] { ("gitaly-1", "default"), ("gitaly-2", "gitaly-2") })
        {
            var onDisk = await Lab.Machines.RunAsync(node, "find /var/opt/gitlab/git-data/repositories/@hashed -name '*.git' | wc -l");
            int.Parse(onDisk).ShouldBeGreaterThan(0);
            counts.ShouldContain($"{storage} {onDisk.Trim()}");
        }
    }

    [LabFact]
    public async Task A_storage_that_its_Gitaly_does_not_serve_is_seen_by_asking_Rails()
    {
        const string Config = "/var/opt/gitlab/gitlab-rails/etc/gitlab.yml";
        await Lab.Machines.RunAsync(
            "rails-1", $"cp -p {Config} /root/ && sed -i 's/{ShardedLab.Network}.42/{ShardedLab.Network}.41/' {Config}");

        await Lab.UntilVerifySaysAsync("gitaly-2: unavailable");

        await Lab.Machines.RunAsync("rails-1", $"cp -p /root/gitlab.yml {Config}");
        await Lab.HealthyAsync();
    }

    [LabFact]
    public async Task The_cache_is_in_its_own_Redis_and_Verify_says_when_it_is_gone()
    {
        const string Keys = """
            REDISCLI_AUTH=$(sed -n 's/^requirepass "\(.*\)"$/\1/p' /var/opt/gitlab/redis/redis.conf)
            export REDISCLI_AUTH
            /opt/gitlab/embedded/bin/redis-cli --scan --pattern lab:cache
            """;
        (await Lab.Machines.RunAsync("redis-cache-1", Keys)).ShouldContain("lab:cache");
        (await Lab.Machines.RunAsync("redis-1", Keys)).ShouldBeEmpty();

        await Lab.Machines.RunAsync("redis-cache-1", "gitlab-ctl stop redis");
        await Lab.UntilVerifySaysAsync("cache_check");
        await Lab.Machines.RunAsync("redis-cache-1", "gitlab-ctl start redis");

        await Lab.HealthyAsync();
    }

    [LabFact]
    public async Task Every_target_of_Prometheus_answers_and_Verify_names_one_that_stopped()
    {
        foreach (var job in new[] { "node", "redis", "postgres", "pgbouncer", "gitaly", "gitlab-rails", "gitlab-sidekiq", "nginx",
            "prometheus" })
            (await Lab.Machines.RunAsync("monitoring-1",
                $"curl -s -G --data-urlencode 'query=min(up{{job=\"{job}\"}})' http://127.0.0.1:9090/api/v1/query"))
                .ShouldContain(",\"1\"]", customMessage: job);

        await Lab.Machines.RunAsync("postgres-1", "gitlab-ctl stop pgbouncer-exporter");
        await Lab.UntilVerifySaysAsync($"pgbouncer at {ShardedLab.Network}.21:9188");
        await Lab.Machines.RunAsync("postgres-1", "gitlab-ctl start pgbouncer-exporter");

        await Lab.HealthyAsync();
    }

    [LabTheory]
    [InlineData("203.0.113.7", "203.0.113.7")]
    [InlineData("203.0.113.8, 172.31.232.11", "203.0.113.8")]
    [InlineData("198.51.100.1, 203.0.113.9", "203.0.113.9")]
    public async Task Behind_load_balancers_elsewhere_a_client_keeps_its_address(string forwardedFor, string client)
    {
        await Lab.Machines.RunAsync(
            "redis-1", $"curl -sS -o /dev/null -H 'X-Forwarded-For: {forwardedFor}' http://{ShardedLab.Network}.61/from/{client}");

        (await Lab.Machines.RunAsync("rails-1", $"grep '/from/{client} HTTP' /var/log/gitlab/nginx/gitlab_access.log | tail -n 1"))
            .ShouldStartWith($"{client} ");
    }
}
