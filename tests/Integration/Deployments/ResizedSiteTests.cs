using GitLabHa.Tests.Integration.Backups;

namespace GitLabHa.Tests.Integration.Deployments;

/// <summary>A whole site whose groups grow, all at once, and shrink again, while a user reads and writes.</summary>
public sealed class ResizedSiteTests : IAsyncLifetime
{
    private const string Network = "172.31.235";

    private readonly Deployment _lab = new Deployment("e2e-resized").Site(
        Network, "",
        ("redis", "consul, redis", 3, 11), ("postgres", "postgres, pgbouncer", 2, 21), ("praefect-postgres", "praefect_postgres", 1, 25),
        ("praefect", "praefect", 1, 31), ("gitaly", "gitaly", 2, 41), ("lb", "load_balancer", 1, 51), ("rails", "rails, sidekiq", 1, 61));

    private IDisposable? _turn;

    public async Task InitializeAsync()
    {
        if (LongLabFactAttribute.Missing is not null) return;
        _turn = await OneAtATime.EnterAsync(_lab);
        await _lab.Machines.RemoveAsync();
        (await _lab.RunAsync("Deploy")).ShouldSucceed();
    }

    public async Task DisposeAsync()
    {
        await _lab.DisposeAsync();
        _turn?.Dispose();
    }

    [LongLabFact]
    public async Task Every_group_grows_and_shrinks_and_no_read_or_write_fails()
    {
        var user = new BackupLab(_lab);
        await user.LogInAsync();
        var project = await user.CreateAsync("resized");
        var leader = await Postgres.ClusterAsync(_lab);
        await using var writes = WriteLoop.Start($"{Network}.51");
        await writes.AdvancesAsync();

        (string File, int Nodes)[] more = [("redis", 5), ("postgres", 3), ("praefect", 3), ("gitaly", 3), ("rails", 2)];
        Resize(more);
        (await _lab.RunAsync("Deploy")).ShouldSucceed().ShouldNotSay("done hand over");

        (await Postgres.ClusterAsync(_lab)).ShouldBe(leader);
        (await user.ChecksumsAsync(project)).Distinct().Count().ShouldBe(1);
        await _lab.HealthyAsync();
        (await _lab.RunAsync("Deploy")).ShouldSucceed().ShouldSay("Nothing to change on 18 nodes.");

        await _lab.Machines.RunAsync(
            leader.Leader, $"gitlab-ctl patroni switchover --candidate postgres-3 >/dev/null; gitlab-ctl patroni members");
        await writes.AdvancesAsync();
        var (refused, outage) = (writes.Refused, writes.LongestOutage);
        Resize([("redis", 3), ("postgres", 2), ("praefect", 1), ("gitaly", 2), ("rails", 1)]);
        (await _lab.RunAsync("Deploy")).ShouldSucceed().ShouldSay("postgres-3: done hand over");

        await writes.AdvancesAsync();
        var (acknowledged, lost) = await writes.EndAsync();
        lost.ShouldBeEmpty($"of {acknowledged} acknowledged writes; {outage}, then {writes.LongestOutage}");
        // The switchover by hand is not the tool's.
        writes.Refused.ShouldBe(refused, writes.LastRefusal);
        await user.CommitAsync(project, "after");
        await _lab.HealthyAsync();
        (await _lab.RunAsync("Deploy")).ShouldSucceed().ShouldSay("Nothing to change on 11 nodes.");
    }

    private void Resize(IEnumerable<(string Group, int Nodes)> sizes)
    {
        foreach (var (group, nodes) in sizes)
        {
            var lines = _lab.Read($"{group}.yml").Split('\n', StringSplitOptions.RemoveEmptyEntries);
            var address = int.Parse(lines[2].Split('.')[3].TrimEnd(' ', '}'), System.Globalization.CultureInfo.InvariantCulture);
            _lab.Write($"{group}.yml", string.Join('\n', lines.Take(2)) + "\n" + string.Concat(
                Enumerable.Range(0, nodes).Select(x => $"  - {{ name: {group}-{x + 1}, address: {Network}.{address + x} }}\n")));
        }
    }
}
