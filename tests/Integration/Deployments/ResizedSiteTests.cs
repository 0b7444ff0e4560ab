using GitLabHa.Tests.Integration.Backups;

namespace GitLabHa.Tests.Integration.Deployments;

/// <summary>A whole site whose groups grow, all at once, and shrink again, while a user reads and writes.</summary>
[Collection(SmallSiteGroup.Name)]
public sealed class ResizedSiteTests(SmallSite fixture)
{
    private Deployment Lab => fixture.Lab;

    [LongLabFact]
    public async Task Every_group_grows_and_shrinks_and_no_write_is_lost()
    {
        var user = new BackupLab(Lab);
        await user.LogInAsync();
        var project = await user.CreateAsync("resized");
        var leader = await Postgres.ClusterAsync(Lab);
        await using var writes = WriteLoop.Start($"{SmallSite.Network}.51");
        await writes.AdvancesAsync();

        (string File, int Nodes)[] more = [("redis", 5), ("postgres", 3), ("praefect", 3), ("gitaly", 3), ("rails", 2)];
        Resize(more);
        (await Lab.RunAsync("Deploy")).ShouldSucceed().ShouldNotSay("done hand over");

        (await Postgres.ClusterAsync(Lab)).ShouldBe(leader);
        (await user.ChecksumsAsync(project)).Distinct().Count().ShouldBe(1);
        await Lab.HealthyAsync();
        (await Lab.RunAsync("Deploy")).ShouldSucceed().ShouldSay("Nothing to change on 18 nodes.");

        await Lab.Machines.RunAsync(
            leader.Leader, $"gitlab-ctl patroni switchover --candidate postgres-3 >/dev/null; gitlab-ctl patroni members");
        await writes.AdvancesAsync();
        var outage = writes.LongestOutage;
        Resize([("redis", 3), ("postgres", 2), ("praefect", 1), ("gitaly", 2), ("rails", 1)]);
        (await Lab.RunAsync("Deploy")).ShouldSucceed().ShouldSay("postgres-3: done hand over");

        await writes.AdvancesAsync();
        var (acknowledged, lost) = await writes.EndAsync();
        lost.ShouldBeEmpty($"of {acknowledged} acknowledged writes; {outage}, then {writes.LongestOutage}");
        await user.CommitAsync(project, "after");
        await Lab.HealthyAsync();
        (await Lab.RunAsync("Deploy")).ShouldSucceed().ShouldSay("Nothing to change on 11 nodes.");
    }

    private void Resize(IEnumerable<(string Group, int Nodes)> sizes)
    {
        foreach (var (group, nodes) in sizes)
        {
            var lines = Lab.Read($"{group}.yml").Split('\n', StringSplitOptions.RemoveEmptyEntries);
            var address = int.Parse(lines[2].Split('.')[3].TrimEnd(' ', '}'), System.Globalization.CultureInfo.InvariantCulture);
            Lab.Write($"{group}.yml", string.Join('\n', lines.Take(2)) + "\n" + string.Concat(
                Enumerable.Range(0, nodes).Select(x => $"  - {{ name: {group}-{x + 1}, address: {SmallSite.Network}.{address + x} }}\n")));
        }
    }
}
