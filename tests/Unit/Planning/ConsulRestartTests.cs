using System.Diagnostics;
using GitLabHa.Core.Desired;

namespace GitLabHa.Tests.Unit.Planning;

/// <summary>Whether Consul is older than its configuration, asked of a folder as runit and Omnibus make it.</summary>
public sealed class ConsulRestartTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gitlab-ha-consul-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_process_that_is_younger_than_its_configuration_needs_no_restart() =>
        RunsWithItsSettings(configured: 1, started: 2).ShouldBeTrue();

    [Fact]
    public void A_process_that_is_older_needs_one() => RunsWithItsSettings(configured: 2, started: 1).ShouldBeFalse();

    [Fact]
    public void The_configuration_is_looked_for_where_the_service_reads_it() =>
        RunsWithItsSettings(configured: 2, started: 1, "srv/consul").ShouldBeFalse();

    [Fact]
    public void Without_Consul_there_is_nothing_to_restart() => Ask().ShouldBeTrue();

    private bool RunsWithItsSettings(int configured, int started, string folder = "var/opt/gitlab/consul")
    {
        Write($"{folder}/config.json", "{}", configured);
        Write("opt/gitlab/sv/consul/supervise/pid", "1", started);
        Write("opt/gitlab/sv/consul/run",
            $"exec chpst /opt/gitlab/embedded/bin/consul \\\n  agent \\\n  -config-file {_folder}/{folder}/config.json \\\n  -config-dir "
            + "x\n", 0);
        return Ask();
    }

    private void Write(string path, string text, int second)
    {
        var file = new FileInfo(Path.Combine(_folder, path));
        file.Directory!.Create();
        File.WriteAllText(file.FullName, text);
        File.SetLastWriteTimeUtc(file.FullName, new DateTime(2026, 1, 1, 0, 0, second, DateTimeKind.Utc));
    }

    private bool Ask()
    {
        var script = ConsulRestart.Ensure.Probe.Script.Replace("/opt/gitlab/sv", $"{_folder}/opt/gitlab/sv", StringComparison.Ordinal)
            .Replace("/var/opt/gitlab", $"{_folder}/var/opt/gitlab", StringComparison.Ordinal);
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-c", script]))!;
        shell.WaitForExit();
        return shell.ExitCode == 0;
    }
}
