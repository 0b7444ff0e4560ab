using System.Runtime.Versioning;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Checks.Site;
using GitLabHa.Core.Model;

namespace GitLabHa.Tests.Unit.Checks;

[UnsupportedOSPlatform("windows")]
public sealed class RunningVersionsScriptTests : IDisposable
{
    private readonly FakePrograms _programs = new();

    public void Dispose() => _programs.Dispose();

    [Fact]
    public async Task A_service_does_not_seem_older_because_the_node_is_slow_to_tell()
    {
        var node = new Node { Name = "redis-1", Address = "192.0.2.1", Group = "redis", Roles = [] };
        var check = new RunningVersions([node]);
        // The service was started one second after the package came, and the status takes three seconds.
        var installed = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        await _programs.AddAsync(
            "gitlab-ctl", $"sleep 3; echo \"run: redis: (pid 7) $(($(date +%s) - {installed} - 1))s; run: log: (pid 8) 9s\"");
        await _programs.AddAsync("stat", $"echo 'installed {installed}'");

        var verdict = check.Interpret([new ProbeResult(node, await _programs.RunAsync(check.Probes[0].Command))]);

        verdict.Health.ShouldBe(Health.Healthy, verdict.Evidence);
    }
}
