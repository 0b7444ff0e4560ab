using System.Text.Json;
using GitLabHa.Core.Backups;
using GitLabHa.Core.Loading;
using GitLabHa.Core.Model;
using GitLabHa.Core.Rehearsing;
using GitLabHa.Remote.Connections;
using GitLabHa.Remote.Rehearsing;
using GitLabHa.Roles;
using GitLabHa.Tests.Integration.Deployments;

namespace GitLabHa.Tests.Integration.Backups;

[Collection(WholeLabGroup.Name)]
public sealed class RestoreDrillTests(WholeLab fixture) : IAsyncLifetime
{
    private const string Like = "e2e-like";
    private const string Drill = $"{Like}-restore-drill";

    private readonly string _folder = Directory.CreateTempSubdirectory("gitlab-ha-backups-").FullName;
    private readonly Machines _machines = new(Drill);

    private string Scratch => Path.Combine(fixture.Lab.State, "restore-drill");

    private string LikeFolder => Path.Combine(fixture.Lab.Root, "environments", Like);

    public Task InitializeAsync() => LongLabFactAttribute.Missing is null ? _machines.RemoveAsync() : Task.CompletedTask;

    [LongLabFact]
    public async Task A_backup_is_restored_into_a_fresh_lab_and_what_that_lacks_is_found()
    {
        var site = new BackupLab(fixture.Lab);
        SmallestSite.Write(LikeFolder, "172.31.221");
        await site.LogInAsync();
        await site.CommitAsync(await site.CreateAsync("drilled"), "a probe");
        (await fixture.Lab.RunAsync("Backup", "--at", _folder)).ShouldSucceed();
        await site.CreateAsync("after-the-backup");

        var run = (await fixture.Lab.RunAsync("RestoreDrill", "--onto", Like, "--at", _folder, "--keep-lab")).ShouldSucceed()
            .ShouldHaveNoStack();

        run.ShouldSay("everything was restored").ShouldSay(", the same in the source").ShouldSay("written to the source since the backup: ")
            .ShouldSay("public.projects 1");
        Canaries.In(run.Output).ShouldBeFalse();
        using (var json = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(fixture.Lab.Artifacts, "restore-drill.json"))))
            json.RootElement.GetProperty("passed").GetBoolean().ShouldBeTrue();
        await ShouldFindWhatIsMissingAsync();
        (await fixture.Lab.RunAsync("Preview", "--detailed-exitcode")).ShouldSucceed();
        await ShouldGoAsync();
    }

    public async Task DisposeAsync()
    {
        if (LongLabFactAttribute.Missing is null) await _machines.RemoveAsync();
        if (Directory.Exists(LikeFolder)) Directory.Delete(LikeFolder, recursive: true);
        Directory.Delete(_folder, recursive: true);
    }

    private async Task ShouldFindWhatIsMissingAsync()
    {
        await _machines.RunAsync("postgres-1", "gitlab-psql -qc 'DELETE FROM notes WHERE id = 7; DROP TABLE uploads'");
        await _machines.RunAsync("gitaly-1", """
            cd $(dirname "$(find /var/opt/gitlab/git-data/repositories/@cluster -name HEAD | head -n 1)")
            export GIT_DIR=$PWD GIT_AUTHOR_NAME=a GIT_AUTHOR_EMAIL=a@b GIT_COMMITTER_NAME=a GIT_COMMITTER_EMAIL=a@b
            git update-ref refs/heads/unknown "$(git commit-tree -m 'made here' 'refs/heads/main^{tree}')"
            """);

        var comparison = await CompareAsync();

        comparison.Differences.Length.ShouldBe(3, string.Join('\n', comparison.Differences));
        comparison.Differences[0].ShouldMatch("^public.notes: 1 of \\d+ rows were not restored$");
        comparison.Differences[1].ShouldBe("public.uploads: the table was not restored");
        comparison.Differences[2].ShouldMatch("^@hashed/.*: the source does not know [0-9a-f]{40}, to which refs/heads/unknown points$");
    }

    private async Task<RestoreComparison> CompareAsync()
    {
        var (restored, source) = (Load(Scratch, Drill), Load(fixture.Lab.Root, fixture.Lab.Name));
        await using var restoredSide = new ConnectionFactory(restored, Path.Combine(Scratch, ".state", Drill));
        await using var sourceSide = new ConnectionFactory(source, fixture.Lab.State);
        var (reader, there) = (new SiteReader(new Topology(restored), restoredSide.For),
            new SiteReader(new Topology(source), sourceSide.For));
        var facts = await reader.RestoredAsync(CancellationToken.None);
        var path = Directory.GetFiles(_folder, BackupManifest.FileName, SearchOption.AllDirectories).Single();
        var newest = facts.Newest(_ => true)!;
        var probe = (await reader.ObjectAsync(newest.Repository, newest.Target, CancellationToken.None))!;
        var found = await there.SourceAsync(facts, CancellationToken.None);
        return RestoreComparison.Of(
            ManifestJson.Read(await File.ReadAllTextAsync(path), path), facts, probe,
            found with { Probe = await there.ObjectAsync(newest.Repository, probe.Id, CancellationToken.None) });
    }

    // As the run said it goes.
    private async Task ShouldGoAsync()
    {
        await using (var tool = await Tool.StartAsync(Scratch, null, "Destroy", "--env", Drill)) (await tool.EndAsync()).ShouldSucceed();
        (await _machines.NodesAsync()).ShouldBeEmpty();
    }

    private static GitLabEnvironment Load(string root, string name) =>
        EnvironmentLoader.Load(Path.Combine(root, "environments"), name, RoleCatalog.Known.Traits);
}
