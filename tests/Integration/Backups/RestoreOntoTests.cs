using GitLabHa.Tests.Integration.Deployments;

namespace GitLabHa.Tests.Integration.Backups;

[Collection(WholeLabGroup.Name)]
public sealed class RestoreOntoTests(WholeLab fixture) : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gitlab-ha-backups-").FullName;
    private readonly Deployment _other = new Deployment("e2e-onto").Whole("172.31.239");

    public Task InitializeAsync() => LongLabFactAttribute.Missing is null ? _other.Machines.RemoveAsync() : Task.CompletedTask;

    [LongLabFact]
    public async Task A_site_moves_to_other_machines_with_its_secrets_its_repositories_and_its_host_keys()
    {
        var (old, moved) = (new BackupLab(fixture.Lab), new BackupLab(_other));
        await old.LogInAsync();
        var id = await old.CreateAsync("moves");
        await old.CommitAsync(id, "a probe");
        (await fixture.Lab.RunAsync("Backup", "--at", _folder)).ShouldSucceed();
        (await _other.RunAsync("Deploy")).ShouldSucceed();
        // The old site's files are all that is needed of it: its machines may be gone.
        CopyEnvironment();

        await using (var tool = await Tool.StartAsync(_other.Root, _other.Machines, "Restore", "--env", fixture.Lab.Name, "--onto",
            _other.Name, "--at", _folder))
            (await tool.EndAsync()).ShouldSucceed()
                .ShouldSay("14 of 14 nodes got that of the backup").ShouldSay("gitlab:doctor:secrets: 0 row(s) affected")
                    .ShouldSay("1 runners keep their tokens");

        // The token, too, is of use under the old site's secrets alone.
        (await moved.NamesAsync()).ShouldBe(await old.NamesAsync());
        (await moved.ReadAsync(id)).ShouldBe("a probe");
        (await moved.ChecksumsAsync(id)).ShouldBe(await old.ChecksumsAsync(id));
        await _other.Machines.CutConnectionsAsync("rails-1");
        (await _other.RunAsync("Preview", "--detailed-exitcode")).ShouldSucceed().ShouldSay("Nothing to change on 15 nodes.");
    }

    public async Task DisposeAsync()
    {
        await _other.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private void CopyEnvironment()
    {
        var folder = Directory.CreateDirectory(Path.Combine(_other.Root, "environments", fixture.Lab.Name)).FullName;
        foreach (var file in Directory.GetFiles(fixture.Lab.Folder)) File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
    }
}
