using GitLabHa.Remote.Processes;
using GitLabHa.Tests.Integration.Deployments;

namespace GitLabHa.Tests.Integration.Backups;

[Collection(WholeLabGroup.Name)]
public sealed class RestoreRefusedTests(WholeLab fixture) : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gitlab-ha-backups-").FullName;

    private Deployment Lab => fixture.Lab;

    [LabFact]
    public async Task Another_version_is_refused_and_so_is_a_machine_that_nobody_named()
    {
        (await Lab.RunAsync("Backup", "--at", _folder)).ShouldSucceed();
        using (Lab.Change("environment.yml", x => x.Replace("18.2.8", "18.5.4", StringComparison.Ordinal)))
            (await RestoreAsync()).ShouldRefuse($"is of GitLab 18.2.8-ee, and {Lab.Name} runs 18.5.4-ee: only the very same version");
        // The same nodes as machines that somebody else made: their data is asked for by name.
        using (Lab.Change("environment.yml",
            x => x.Replace("provider: lab", "provider: hosts", StringComparison.Ordinal)
            .Replace($"lab:\n  subnet: {Lab.Network}.0/24\n", "", StringComparison.Ordinal)))
        {
            (await RestoreAsync()).ShouldRefuse($"Restore replaces all data of {Lab.Name}.").ShouldSay($"--yes-restore {Lab.Name}");
            (await TypeAsync("another")).ShouldRefuse($"Restore replaces all data of {Lab.Name}.");
            (await TypeAsync(Lab.Name)).ShouldRefuse("There is no backup nosuch");
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private Task<ToolRun> RestoreAsync() => Lab.RunAsync("Restore", "--at", _folder);

    private async Task<ToolRun> TypeAsync(string answer)
    {
        var command = string.Join(
            ' ',
            Path.Combine(Tool.Repository, "build.sh"),
            "Restore",
            "--backup",
            "nosuch",
            "--at",
            _folder,
            "--env",
            Lab.Name,
            "--root",
            Lab.Root,
            "--no-logo");
        var run = await Program.Of("script", "-qec", command, "/dev/null").WithInput(answer + "\n").RunAsync(CancellationToken.None);
        run.Output.ShouldContain($"Type {Lab.Name} to go on: ");
        return new(run.ExitCode, run.Output.Replace("\r", "", StringComparison.Ordinal));
    }
}
