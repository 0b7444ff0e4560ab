namespace GitLabHa.Tests.Integration.Deployments;

/// <summary>Rails reads from replicas: real PostgreSQL, PgBouncer and Consul; the program that reads is small.</summary>
public sealed class ReadsLabTests
{
    [LongLabFact]
    public async Task Reads_reach_a_replica_and_a_dead_one_is_left_out_within_seconds()
    {
        var lab = new Deployment("e2e-reads").Site(
            "172.31.233", "database: { load_balancing: true }",
            ("redis", "consul, redis", 1, 11), ("postgres", "postgres", 2, 21), ("pgbouncer", "pgbouncer", 1, 26),
            ("gitaly", "gitaly", 1, 41), ("rails", "rails, sidekiq", 1, 61));
        using var turn = await OneAtATime.EnterAsync(lab);
        await using var _ = lab;
        await lab.Machines.RemoveAsync();
        (await lab.RunAsync("Deploy")).ShouldSucceed().ShouldSay("0 unhealthy, 0 unknown");
        var leader = (await Postgres.ClusterAsync(lab)).Leader;
        var replica = leader == "postgres-1" ? "postgres-2" : "postgres-1";
        (await ReadsAsync(lab, 40)).ShouldBe([$"replica {replica}", $"leader {leader}"], ignoreOrder: true);
        (await lab.RunAsync("Deploy")).ShouldSucceed().ShouldSay("Nothing to change on");

        await Machines.DockerAsync("pause", lab.Machines.NameOf(replica));
        try
        {
            // Consul notices within its check's interval, Rails asks Consul every ten seconds.
            await Task.Delay(TimeSpan.FromSeconds(30));
            (await ReadsAsync(lab, 20)).ShouldBe([$"leader {leader}"]);
        }
        finally
        {
            await Machines.DockerAsync("unpause", lab.Machines.NameOf(replica));
        }

        await lab.HealthyAsync();
    }

    /// <summary>Who answers so many reads, each once.</summary>
    private static async Task<string[]> ReadsAsync(Deployment lab, int count)
    {
        var answers = await lab.Machines.RunAsync(
            "rails-1", $"for i in $(seq {count}); do curl -s http://127.0.0.1/api/v4/lab/read; echo; done");
        return [.. answers.Split('\n', StringSplitOptions.RemoveEmptyEntries).Distinct().Select(Words)];

        static bool Has(string answer, string text) => answer.Contains(text, StringComparison.Ordinal);
        static string NodeOf(string answer) => Has(answer, ".22\"") ? "postgres-2" : Has(answer, ".21\"") ? "postgres-1" : answer;
        static string Words(string answer) => $"{(Has(answer, "true") ? "replica" : "leader")} {NodeOf(answer)}";
    }
}
