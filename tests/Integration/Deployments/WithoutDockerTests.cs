using System.Runtime.InteropServices;
using GitLabHa.Remote.Processes;

namespace GitLabHa.Tests.Integration.Deployments;

/// <summary>A machine without Docker, seen by a user who may not install it.</summary>
public sealed class WithoutDockerTests : IAsyncLifetime
{
    private readonly Deployment _lab = new Deployment("e2e-refused").Small("172.31.242");

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _lab.DisposeAsync();

    [LabFact]
    public async Task A_user_who_may_not_install_Docker_is_told_what_is_needed()
    {
        // Where anybody may read it, unlike perhaps the clone.
        await RunAsync("cp", "-r", await Tool.FolderAsync(), Path.Combine(_lab.Root, "tool"));
        await RunAsync(
            "sh",
            "-c",
            $"cd '{Dotnet}' && mkdir '{_lab.Root}/dotnet' && cp -r --parents dotnet host "
                + $"'shared/Microsoft.NETCore.App/{Environment.Version}' '{_lab.Root}/dotnet'");
        await RunAsync(
            "sh",
            "-c",
            $"mkdir '{_lab.Root}/bin' && for name in sh setsid ssh-keygen; do ln -s \"$(command -v $name)\" '{_lab.Root}/bin/'; done; "
                + $"chown -R nobody '{_lab.Root}'");

        var run = await Program.Of(
            "setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "env", $"PATH={_lab.Root}/bin", $"HOME={_lab.Root}",
            $"{_lab.Root}/dotnet/dotnet", "exec", $"{_lab.Root}/tool/_build.dll", "Deploy", "--env", _lab.Name, "--root", _lab.Root)
                .RunAsync(CancellationToken.None);

        new ToolRun(run.ExitCode, run.Output + run.Error)
            .ShouldRefuse("The lab needs a Docker engine: no Docker engine answers, and only root can install and start one.")
            .ShouldSay("apt-get install docker.io");
    }

    private static string Dotnet { get; } = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", ".."));

    private static async Task RunAsync(string program, params string[] arguments)
    {
        var result = await Program.Of(program, arguments).RunAsync(CancellationToken.None);
        result.Succeeded.ShouldBeTrue(result.Error);
    }
}
