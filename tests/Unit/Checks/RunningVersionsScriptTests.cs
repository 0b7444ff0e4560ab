using System.Diagnostics;
using System.Runtime.Versioning;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Checks.Site;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;

namespace GitLabHa.Tests.Unit.Checks;

[UnsupportedOSPlatform("windows")]
public sealed class RunningVersionsScriptTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gitlab-ha-status-").FullName;

    [Fact]
    public async Task A_service_does_not_seem_older_because_the_node_is_slow_to_tell()
    {
        var node = new Node { Name = "redis-1", Address = "192.0.2.1", Group = "redis", Roles = [] };
        var check = new RunningVersions([node]);
        // The service was started one second after the package came, and the status takes three seconds.
        await File.WriteAllTextAsync(Path.Combine(_folder, "gitlab-ctl"), "#!/bin/sh\nsleep 3\necho \"run: redis: (pid 7) $(($(date +%s) - $(cat $0.installed) - 1))s; run: log: (pid 8) 9s\"\n");
        await File.WriteAllTextAsync(Path.Combine(_folder, "gitlab-ctl.installed"), $"{DateTimeOffset.UtcNow.ToUnixTimeSeconds()}");
        await File.WriteAllTextAsync(Path.Combine(_folder, "stat"), "#!/bin/sh\necho \"installed $(cat \"$(dirname \"$0\")/gitlab-ctl.installed\")\"\n");
        foreach (var program in new[] { "gitlab-ctl", "stat" }) File.SetUnixFileMode(Path.Combine(_folder, program), (UnixFileMode)Convert.ToInt32("755", 8));

        var verdict = check.Interpret([new ProbeResult(node, await RunAsync(check.Probes[0].Command))]);

        verdict.Health.ShouldBe(Health.Healthy, verdict.Evidence);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<CommandResult> RunAsync(Command command)
    {
        var start = new ProcessStartInfo("sh", ["-c", command.Script]) { RedirectStandardOutput = true };
        start.Environment["PATH"] = $"{_folder}:{Environment.GetEnvironmentVariable("PATH")}";
        using var shell = Process.Start(start)!;
        var output = await shell.StandardOutput.ReadToEndAsync();
        await shell.WaitForExitAsync();
        return new CommandResult(shell.ExitCode, output, "");
    }
}
