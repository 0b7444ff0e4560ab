using GitLabHa.Core.Backups;
using GitLabHa.Remote.Processes;
using GitLabHa.Tests.Integration.Deployments;

namespace GitLabHa.Tests.Integration.Backups;

[Collection(WholeLabGroup.Name)]
public sealed class BackupTests(WholeLab fixture) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gitlab-ha-backups-").FullName;
    private readonly BackupLab _site = new(fixture.Lab);

    private Deployment Lab => fixture.Lab;

    private string Backups => Path.Combine(_folder, Lab.Name);

    [LongLabFact]
    public async Task What_was_there_is_there_again_and_what_came_later_is_gone()
    {
        await _site.LogInAsync();
        var kept = await _site.CreateAsync("kept");
        await _site.CommitAsync(kept, "a probe");
        var (names, sums) = (await _site.NamesAsync(), await _site.ChecksumsAsync(kept));
        var manifest = await BackUpPastPgBouncerAsync();

        await _site.DeleteAsync(kept);
        await _site.CreateAsync("later");
        var run = (await RunAsync("Restore")).ShouldSucceed().ShouldSay("gitlab:doctor:secrets: 0 row(s) affected").ShouldHaveNoStack();

        (await _site.NamesAsync()).ShouldBe(names);
        (await _site.ReadAsync(kept)).ShouldBe("a probe");
        (await _site.ChecksumsAsync(kept)).ShouldBe(sums);
        sums.ShouldBe([sums[0], sums[0], sums[0]]);
        manifest.Repositories.ShouldBe(names.Length);
        (await Lab.Machines.RunOnAllAsync(
            "ls -d /var/opt/gitlab/git-data/repositories/+* /var/opt/gitlab/backups/*.tar 2>/dev/null || true")).Values.ShouldAllBe(x =>
                x.Length == 0);
        Canaries.In(run.Output).ShouldBeFalse();
        (await Lab.RunAsync("Preview", "--detailed-exitcode")).ShouldSucceed();
    }

    [LongLabFact]
    public async Task A_backup_is_made_on_another_Rails_node_when_the_first_is_down_and_nothing_is_restored_until_it_is_back()
    {
        var first = Lab.Machines.NameOf("rails-1");
        await Machines.DockerAsync("stop", "--time", "2", first);
        try
        {
            (await RunAsync("Backup")).ShouldSucceed().ShouldSay("rails-2: gitlab-backup create")
                .ShouldSay("rails-1 does not answer: its /etc/gitlab is not part of this backup");
            (await RunAsync("Restore")).ShouldRefuse("rails-1 does not answer, and every node gets the keys of the backup");
        }
        finally
        {
            await Machines.DockerAsync("start", first);
        }

        await Lab.HealthyAsync();
        (await RunAsync("VerifyBackup")).ShouldSucceed();
    }

    [LongLabFact]
    public async Task One_repository_that_cannot_be_read_fails_the_backup_and_is_named()
    {
        await _site.LogInAsync();
        var good = await BackUpAsync();
        var broken = await _site.CreateAsync("broken");
        var folder = await _site.FolderAsync(broken);
        foreach (var node in new[] { "gitaly-1", "gitaly-2", "gitaly-3" })
            await Lab.Machines.RunAsync(node, $"cd {folder} && find objects -type f -exec sh -c ': >\"$1\"' sh {{}} \\;");

        (await RunAsync("Backup")).ShouldRefuse("gitlab-backup create").ShouldSay("root/broken: manager: ");

        await _site.DeleteAsync(broken);
        await ShouldHaveOnlyAsync(good);
    }

    [LongLabFact]
    public async Task A_full_target_gets_no_manifest_and_keeps_its_older_backups()
    {
        var mount = Directory.CreateDirectory(Path.Combine(_folder, "small")).FullName;
        (await Program.Of("mount", "-t", "tmpfs", "-o", "size=450k", "tmpfs", mount).RunAsync(CancellationToken.None))
            .Succeeded.ShouldBeTrue();
        try
        {
            var good = await BackUpAsync(mount);
            (await RunAsync("Backup", mount)).ShouldRefuse("The backup was not finished: No space left on device").ShouldSay(mount);

            await ShouldHaveOnlyAsync(good, mount);
        }
        finally
        {
            await Program.Of("umount", mount).RunAsync(CancellationToken.None);
        }
    }

    [LongLabFact]
    public async Task A_target_that_vanishes_half_way_gets_no_manifest()
    {
        await using var tool = await Lab.StartAsync("Backup", "--at", _folder);
        await tool.PrintsAsync("gitlab-backup create", Deployment.Settled);
        Directory.Delete(Backups, recursive: true);

        (await tool.EndAsync()).ShouldRefuse("The backup was not finished");

        Directory.EnumerateFileSystemEntries(Backups).ShouldBeEmpty();
        (await Lab.Machines.RunAsync("rails-1", "ls /var/opt/gitlab/backups")).ShouldBeEmpty();
    }

    [LongLabFact]
    public async Task A_changed_byte_is_found_before_anything_is_touched()
    {
        var good = await BackUpAsync();
        var file = Path.Combine(Backups, good, BackupPaths.Data);
        var bytes = await File.ReadAllBytesAsync(file);
        bytes[bytes.Length / 2] ^= 1;
        await File.WriteAllBytesAsync(file, bytes);
        var before = await Lab.Machines.StateAsync();

        foreach (var target in new[] { "VerifyBackup", "Restore" })
            (await RunAsync(target)).ShouldRefuse($"The backup {good} is damaged:")
                .ShouldSay("gitlab_backup.tar: its SHA-256 is another one");

        (await Lab.Machines.StateAsync()).ShouldBe(before);
    }

    [LongLabFact]
    public async Task Two_at_once_are_refused()
    {
        var good = await BackUpAsync();
        await using var first = await Lab.StartAsync("Backup", "--at", _folder);
        await first.PrintsAsync("gitlab-secrets.json (", Deployment.Settled);
        // Else it may be through before a busy machine has started the other one.
        await first.SignalAsync("STOP");

        (await RunAsync("Restore")).ShouldRefuse("The environment is locked by");

        await first.SignalAsync("CONT");
        (await first.EndAsync()).ShouldSucceed();
        (await RunAsync("VerifyBackup", "--backup", good)).ShouldSucceed();
    }

    [LongLabFact]
    public async Task What_the_retention_does_not_keep_goes_and_so_does_what_was_never_finished()
    {
        var rubbish = Directory.CreateDirectory(Path.Combine(Backups, "1700000000_2023_11_14_18.2.8-ee"));
        var first = await BackUpAsync();
        var second = await BackUpAsync();
        (await RunAsync("Backups")).ShouldSucceed().ShouldSay(first).ShouldSay(second);
        await File.WriteAllTextAsync(Path.Combine(rubbish.FullName, "part"), "x");
        (await RunAsync("Backups")).ShouldSucceed().ShouldSay("no backup: it was never finished");

        var third = await BackUpAsync(_folder, "--keep", "1d");

        await ShouldHaveOnlyAsync(third);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<BackupManifest> BackUpPastPgBouncerAsync()
    {
        // Nothing can have gone through what does not run.
        await Lab.Machines.RunOnAllAsync("[ ! -e /opt/gitlab/service/pgbouncer ] || gitlab-ctl stop pgbouncer");
        try
        {
            var manifest = await ManifestAsync(await BackUpAsync());
            manifest.DatabaseHost.ShouldBe($"{Lab.Network}.2{(await Postgres.ClusterAsync(Lab)).Leader[^1]}");
            return manifest;
        }
        finally
        {
            await Lab.Machines.RunOnAllAsync("[ ! -e /opt/gitlab/service/pgbouncer ] || gitlab-ctl start pgbouncer");
            await _site.AnswersAsync();
        }
    }

    private async Task<string> BackUpAsync(string? to = null, params string[] more)
    {
        var before = Found(to ?? _folder);
        (await Lab.RunAsync(["Backup", "--at", to ?? _folder, .. more])).ShouldSucceed().ShouldHaveNoStack();
        return Found(to ?? _folder).Except(before).Single();
    }

    private Task<ToolRun> RunAsync(string target, string? to = null) => Lab.RunAsync(target, "--at", to ?? _folder);

    private Task<ToolRun> RunAsync(string target, string name, string value) => Lab.RunAsync(target, "--at", _folder, name, value);

    private async Task<BackupManifest> ManifestAsync(string id)
    {
        var path = Path.Combine(Backups, id, BackupManifest.FileName);
        return ManifestJson.Read(await File.ReadAllTextAsync(path), path);
    }

    private async Task ShouldHaveOnlyAsync(string id, string? to = null)
    {
        Directory.GetDirectories(Path.Combine(to ?? _folder, Lab.Name)).Select(x => Path.GetFileName(x)).ShouldBe([id]);
        (await RunAsync("VerifyBackup", to)).ShouldSucceed().ShouldSay($"{id} is as it was written");
        (await Lab.Machines.RunAsync("rails-1", "ls /var/opt/gitlab/backups")).ShouldBeEmpty();
    }

    private string[] Found(string to) => Directory.Exists(Path.Combine(to, Lab.Name))
        ? [.. Directory.GetFiles(Path.Combine(to, Lab.Name), BackupManifest.FileName, SearchOption.AllDirectories)
            .Select(x => Path.GetFileName(Path.GetDirectoryName(x)!))]
        : [];
}
