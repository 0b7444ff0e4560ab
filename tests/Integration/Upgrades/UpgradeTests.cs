using GitLabHa.Tests.Integration.Deployments;
using Xunit.Abstractions;

namespace GitLabHa.Tests.Integration.Upgrades;

/// <summary>One story, told in order, since every part starts where the one before ended: 18.2, 18.3, and 18.5 with downtime.</summary>
[Collection(SmallLabGroup.Name)]
public sealed class UpgradeTests(UpgradeLab fixture, ITestOutputHelper output) : IClassFixture<UpgradeLab>
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(15);

    private static readonly string[] Rolled =
    [
        "rails-1: done run SKIP_POST_DEPLOYMENT_MIGRATIONS=true gitlab-ctl reconfigure",
        "lb-1: done run haproxy: use rails/rails-1, git-ssh/rails-1 again",
        "lb-1: run haproxy: drain rails/rails-2, git-ssh/rails-2", "rails-1: done run gitlab-rake db:migrate",
    ];

    private static readonly string[] PgBouncers = ["postgres-1", "postgres-2"];

    private static readonly string[] Stopped =
        ["rails-2: done run gitlab-ctl stop puma", "redis-1: install gitlab-ee 18.5.4", "rails-1: install gitlab-ee 18.5.4",
            "rails-2: install gitlab-ee 18.5.4"];

    private Deployment Lab => fixture.Lab;

    private string Backups => Path.Combine(Lab.Root, "backups");

    [LongLabFact]
    public async Task A_site_is_upgraded_while_somebody_writes_killed_and_continued_and_then_with_downtime()
    {
        await RefusedBeforeAnythingAsync();
        await KilledAndContinuedAsync();
        await AFailedBackgroundMigrationIsShownAsync();
        await WithDowntimeAndANodeThatDiesMeanwhileAsync();
    }

    private async Task RefusedBeforeAnythingAsync()
    {
        var before = await VersionsAsync();

        (await Lab.RunAsync("Upgrade", "--to", "18.8", "--zero-downtime")).ShouldRefuse("without downtime no minor may be left out")
            .ShouldSay("--with-downtime");
        (await Lab.RunAsync("Upgrade", "--to", "18.3")).ShouldRefuse("Neither or both of --zero-downtime and --with-downtime are given");
        (await Lab.RunAsync("Upgrade", "--to", "17.11", "--with-downtime")).ShouldRefuse("is a downgrade");
        (await Lab.RunAsync("Upgrade", "--to", "18.3", "--zero-downtime", "--at", Backups))
            .ShouldRefuse("There is no backup of GitLab 18.2.8.").ShouldSay("./build.sh Backup");

        (await VersionsAsync()).ShouldBe(before);
    }

    private async Task KilledAndContinuedAsync()
    {
        (await Lab.RunAsync("Backup", "--at", Backups)).ShouldSucceed();
        await using var writes = WriteLoop.Start($"{UpgradeLab.Network}.51");
        await writes.AdvancesAsync();
        await using (var killed = await Lab.StartAsync("Upgrade", "--to", "18.3", "--zero-downtime", "--at", Backups))
        {
            // Somewhere between the first PostgreSQL node's package and the last one's.
            await killed.PrintsAsync(": Database done", Long);
            await Task.Delay(new Random().Next(0, 6000));
            await killed.KillAsync();
        }

        (await VersionsAsync()).Distinct().ShouldBe(["18.2.8", "18.3.6"], ignoreOrder: true);
        (await Lab.RunAsync("Deploy")).ShouldRefuse("changing the version of a running site is no configuration change");
        var upgraded = await NodesAtAsync("18.3.6");

        var run = (await RunLongAsync("Upgrade", "--to", "18.3", "--zero-downtime")).ShouldSucceed();

        run.ShouldSay("A hop to 18.3.6 is under way").ShouldSay("version is 18.3.6 now");
        foreach (var node in upgraded)
            run.Lines.ShouldNotContain(x => x.StartsWith($"{node}: install gitlab-ee", StringComparison.Ordinal));
        run.LinesOf(Rolled).ShouldBeInOrder();
        await ShouldBeAtAsync("18.3.6");
        var (acknowledged, lost) = await writes.EndAsync();
        output.WriteLine(
            $"{acknowledged} writes acknowledged, {writes.Refused} refused, longest outage {writes.LongestOutage.TotalSeconds:0.0} s");
        lost.ShouldBeEmpty($"of {acknowledged} acknowledged writes");
        foreach (var node in PgBouncers)
            (await Lab.Machines.RunAsync(node, "cat /var/log/gitlab/pgbouncer/current"))
                .ShouldContain("got SIGINT", customMessage: $"{node} finishes what it was asked");
        // As after a run that was killed while it waited for background migrations.
        (await Lab.RunAsync("Upgrade", "--to", "18.3", "--zero-downtime")).ShouldSucceed()
            .ShouldSay("Nothing to upgrade: all nodes run GitLab 18.3.6");
    }

    private async Task AFailedBackgroundMigrationIsShownAsync()
    {
        await SqlAsync("UPDATE batched_background_migrations SET status = 4 WHERE job_class_name = 'BackfillNotes18V3'");

        (await Lab.RunAsync("Upgrade", "--to", "18.5", "--with-downtime"))
            .ShouldRefuse("A background migration is stuck: BackfillNotes18V3 on notes is failed")
            .ShouldSay("sudo gitlab-rake gitlab:background_migrations:finalize[BackfillNotes18V3,notes,id,'[]']");

        await Lab.Machines.RunAsync("rails-1", "gitlab-rake \"gitlab:background_migrations:finalize[BackfillNotes18V3,notes,id,[]]\"");
        await ShouldBeAtAsync("18.3.6");
    }

    private async Task WithDowntimeAndANodeThatDiesMeanwhileAsync()
    {
        var machine = Lab.Machines.NameOf("gitaly-2");
        await using var tool = await Lab.StartAsync("Upgrade", "--to", "18.5", "--with-downtime");
        await tool.PrintsAsync("gitaly-2: install gitlab-ee", Long);
        await Machines.DockerAsync("kill", machine);
        var broken = (await tool.EndAsync(Long)).ShouldRefuse("gitaly-2");
        await Machines.DockerAsync("start", machine);
        (await VersionsAsync()).Distinct().ShouldBe(["18.3.6", "18.5.4"], ignoreOrder: true);

        var run = (await RunLongAsync("Upgrade", "--to", "18.5", "--with-downtime")).ShouldSucceed();

        run.ShouldSay("A hop to 18.5.4 is under way");
        (broken with { Output = broken.Output + run.Output }).LinesOf(Stopped).ShouldBeInOrder();
        await ShouldBeAtAsync("18.5.4");
    }

    private async Task ShouldBeAtAsync(string version)
    {
        (await VersionsAsync()).Distinct().ShouldBe([version]);
        Lab.Read("environment.yml").ShouldContain($"  version: {version}\n");
        var plan = await Lab.RunAsync("Preview", "--detailed-exitcode");
        // Why PostgreSQL would have to be restarted is in no log.
        if (plan.ExitCode != 0)
            foreach (var node in PgBouncers)
                output.WriteLine(
                    await Lab.Machines.RunAsync(
                        node,
                        "date +%s; stat -c '%Y %n' /opt/gitlab/embedded/nodes/*.json; curl -s -m 3 http://$(hostname -i):8008/patroni; "
                            + "tail -n 60 /var/log/gitlab/patroni/current"));
        plan.ShouldSucceed().ShouldSay("Nothing to change on 12 nodes.");
        (await Lab.Machines.RunAsync("rails-1", "gitlab-rake db:abort_if_pending_migrations && echo none")).ShouldEndWith("none\n");
        (await Lab.RunAsync("Verify")).ShouldSucceed();
    }

    private async Task<string[]> VersionsAsync() => [.. (await PackagesAsync()).Select(x => x.Version)];

    // A package that dpkg was still at when the run was killed is none yet, and is installed once more.
    private async Task<string[]> NodesAtAsync(string version) =>
        [.. (await PackagesAsync()).Where(x => x.Version == version && x.Status == "installed").Select(x => x.Node)];

    private async Task<(string Node, string Version, string Status)[]> PackagesAsync() =>
    [
        .. (await Lab.Machines.RunOnAllAsync("dpkg-query -W -f '${Version} ${db:Status-Status}' gitlab-ee 2>/dev/null || true"))
            .Where(x => x.Value.Length > 0).Select(x => (x.Key, x.Value.Split('-')[0], x.Value.Split(' ')[1])),
    ];

    private async Task SqlAsync(string sql) =>
        await Lab.Machines.RunAsync((await Postgres.ClusterAsync(Lab)).Leader, $"gitlab-psql -c \"{sql}\"");

    private async Task<ToolRun> RunLongAsync(params string[] arguments)
    {
        await using var tool = await Lab.StartAsync(arguments);
        return await tool.EndAsync(Long);
    }
}
