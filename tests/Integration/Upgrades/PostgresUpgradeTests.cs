using GitLabHa.Tests.Integration.Deployments;
using Xunit.Abstractions;

namespace GitLabHa.Tests.Integration.Upgrades;

/// <summary>One story, told in order: refused, killed together with the leader's machine, and continued by the same command.</summary>
[Collection(SmallLabGroup.Name)]
public sealed class PostgresUpgradeTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const string Network = "172.31.223";
    private const string Data = "/var/opt/gitlab/postgresql/data";
    private const string Rows = "SELECT count(*) || ' ' || md5(string_agg(id || note, ',' ORDER BY id)) FROM kept";

    private static readonly string[] Nodes = ["postgres-1", "postgres-2"];
    private static readonly string[] Command = ["UpgradePostgres", "--target-version", "15", "--with-downtime"];

    private readonly Deployment _lab = new Deployment("e2e-postgres").Small(Network, $"load_balancer: {{ internal_host: {Network}.21 }}");
    private IDisposable? _turn;

    public async Task InitializeAsync()
    {
        if (LongLabFactAttribute.Missing is not null) return;
        // The last minor that brings two majors; a new database starts with the older one where the settings say so.
        _lab.Write(
            "environment.yml",
            _lab.Read("environment.yml").Replace("18.2.8", "16.11.10", StringComparison.Ordinal)
                .Replace("512", "768", StringComparison.Ordinal));
        _lab.Write("postgres.yml", $$"""
            roles: [postgres, pgbouncer]
            nodes:
              - { name: postgres-1, address: {{Network}}.21 }
              - { name: postgres-2, address: {{Network}}.22 }
            settings: { postgresql: { version: 13 } }
            """);
        _turn = await OneAtATime.EnterAsync(_lab);
        await _lab.Machines.RemoveAsync();
        await DeployAsync();
    }

    public async Task DisposeAsync()
    {
        await _lab.DisposeAsync();
        _turn?.Dispose();
    }

    [LongLabFact]
    public async Task PostgreSQL_goes_to_the_next_major_although_tool_and_leader_die_in_the_middle_and_every_row_is_kept()
    {
        var leader = (await Postgres.ClusterAsync(_lab)).Leader;
        await SqlAsync(leader, "CREATE TABLE kept AS SELECT g AS id, md5(g::text) AS note FROM generate_series(1, 50000) g");
        var rows = await SqlAsync(leader, Rows);

        leader = await RefusedAsync(leader);
        await KilledAsync(leader);
        var run = (await _lab.RunAsync(Command)).ShouldSucceed();

        run.ShouldSay("An upgrade to PostgreSQL 15 is under way").ShouldSay($": done run rm -rf {Data}.15; gitlab-ctl reconfigure");
        await ShouldBeUpgradedAsync(rows);
    }

    // All at once; then only what lies there from an earlier upgrade is left.
    private async Task<string> RefusedAsync(string leader)
    {
        (await _lab.RunAsync("UpgradePostgres", "--target-version", "16", "--with-downtime"))
            .ShouldRefuse("2 things are against this upgrade")
            .ShouldSay("GitLab 16.11.10 cannot take PostgreSQL from 13 to 16").ShouldSay("--target-version 15")
            .ShouldSay("postgresql['version'] is 13 in the settings");
        _lab.Write(
            "postgres.yml",
            string.Join('\n', _lab.Read("postgres.yml").Split('\n').Where(x => !x.StartsWith("settings", StringComparison.Ordinal))));
        await DeployAsync();
        leader = (await Postgres.ClusterAsync(_lab)).Leader;
        await _lab.Machines.RunAsync(leader, $"mkdir {Data}.13 && touch {Data}.13/PG_VERSION");

        (await _lab.RunAsync(Command)).ShouldRefuse($"{Data}.13: left over from an earlier upgrade").ShouldSay($"rm -rf {Data}.13");

        (await MajorsAsync()).ShouldBe(["13", "13"]);
        await _lab.Machines.RunAsync(leader, $"rm -rf {Data}.13");
        return leader;
    }

    // While pg_upgrade fills the new data: the programs are new by then, and the data are not.
    private async Task KilledAsync(string leader)
    {
        await using var tool = await _lab.StartAsync(Command);
        await tool.PrintsAsync($"{leader}: run gitlab-ctl pg-upgrade", Deployment.Settled);
        await _lab.Machines.RunAsync(leader, $"for i in $(seq 600); do [ ! -d {Data}.15 ] || exit 0; sleep 0.05; done; exit 1");
        await Machines.DockerAsync("kill", _lab.Machines.NameOf(leader));
        await tool.KillAsync();
        await Machines.DockerAsync("start", _lab.Machines.NameOf(leader));
    }

    private async Task ShouldBeUpgradedAsync(string rows)
    {
        var leader = (await Postgres.ClusterAsync(_lab)).Leader;
        (await MajorsAsync()).ShouldBe(["15", "15"]);
        foreach (var node in Nodes) (await SqlAsync(node, Rows)).ShouldBe(rows, node);
        (await SqlAsync(leader, "SELECT count(*) FROM pg_stat_user_tables WHERE last_analyze IS NULL AND last_autoanalyze IS NULL"))
            .ShouldBe("0");
        // Copied once: what gitlab-ctl sets aside from under the new server is put back.
        (await _lab.Machines.RunOnAllAsync($"ls -d {Data}.*/data 2>/dev/null || true")).Values.ShouldAllBe(x => x.Length == 0);
        (await _lab.RunAsync("Preview", "--detailed-exitcode")).ShouldSucceed().ShouldSay("Nothing to change on 5 nodes.");
        output.WriteLine($"{leader} leads, {rows}");
    }

    // There is no Rails whose stages Consul's next look at PostgreSQL could pass in: Verify may come before it.
    private async Task DeployAsync()
    {
        await _lab.RunUntilSucceedsAsync(Deployment.Settled, "Deploy");
        await _lab.HealthyAsync();
    }

    private async Task<string[]> MajorsAsync() =>
        [.. await Task.WhenAll(Nodes.Select(x => SqlAsync(x, "SELECT current_setting('server_version_num')::int / 10000")))];

    private async Task<string> SqlAsync(string node, string sql) =>
        (await _lab.Machines.RunAsync(node, $"gitlab-psql -qtAXc \"{sql}\"")).Trim();
}
