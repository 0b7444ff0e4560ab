using System.Diagnostics;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Rendering;

namespace GitLabHa.Tests.Unit.Planning;

/// <summary>Whether Consul is restarted, in a folder as runit and Omnibus make it.</summary>
public sealed class ConsulRestartTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("gitlab-ha-consul-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_process_that_is_younger_than_its_configuration_is_not_restarted() => Restarts(configured: 1, started: 2).ShouldBeFalse();

    [Fact]
    public void A_process_that_is_older_is_restarted() => Restarts(configured: 2, started: 1).ShouldBeTrue();

    [Fact]
    public void The_configuration_is_looked_for_where_the_service_reads_it() =>
        Restarts(configured: 2, started: 1, "srv/consul").ShouldBeTrue();

    [Fact]
    public void What_only_a_start_looks_at_needs_no_restart()
    {
        Restarts(configured: 1, started: 2).ShouldBeFalse();

        IsSatisfied(Settings("10.0.0.1")).ShouldBeTrue();
        IsSatisfied(Settings("10.0.0.1", "10.0.0.2")).ShouldBeTrue();
        IsSatisfied(Settings("10.0.0.1", "10.0.0.2", more: ("bootstrap_expect", 5))).ShouldBeTrue();
        IsSatisfied(Settings("10.0.0.1").With(("watchers", RubyValue.List(["postgresql"])))).ShouldBeTrue();
    }

    [Fact]
    public void Whatever_else_changes_needs_one()
    {
        Restarts(configured: 1, started: 2).ShouldBeFalse();

        IsSatisfied(Settings("10.0.0.1", more: ("bind_addr", "10.0.0.9"))).ShouldBeFalse();
        IsSatisfied(Settings("10.0.0.1").With(("node_name", "other"))).ShouldBeFalse();
    }

    [Fact]
    public void A_restart_that_fails_is_not_recorded()
    {
        Restarts(configured: 2, started: 1, failing: true).ShouldBeTrue();

        IsSatisfied(Settings("10.0.0.1")).ShouldBeFalse();
    }

    private static RubyMap Settings(string server, string? second = null, (string Key, RubyValue Value)? more = null)
    {
        var servers = second is null ? RubyValue.List([server]) : RubyValue.List([server, second]);
        var configuration = RubyMap.Empty.With(("server", true), ("retry_join", servers));
        return RubyMap.Empty.With(("configuration", more is { } entry ? configuration.With(entry) : configuration));
    }

    private bool Restarts(int configured, int started, string folder = "var/opt/gitlab/consul", bool failing = false)
    {
        Write($"{folder}/config.json", "{}", configured);
        Write("opt/gitlab/sv/consul/supervise/pid", "1", started);
        Write("opt/gitlab/sv/consul/run",
            $"exec chpst /opt/gitlab/embedded/bin/consul \\\n  agent \\\n  -config-file {_folder}/{folder}/config.json \\\n  -config-dir "
            + "x\n", 0);
        Write("bin/gitlab-ctl", $"#!/bin/sh\necho \"$*\" >>{_folder}/ran\n{(failing ? "exit 1" : "")}\n", 0);
        Run(ConsulRestart.Ensure(Settings("10.0.0.1")).Apply).ShouldBe(!failing);
        return File.Exists(Path.Combine(_folder, "ran"));
    }

    private void Write(string path, string text, int second)
    {
        var file = new FileInfo(Path.Combine(_folder, path));
        file.Directory!.Create();
        File.WriteAllText(file.FullName, text);
        File.SetLastWriteTimeUtc(file.FullName, new DateTime(2026, 1, 1, 0, 0, second, DateTimeKind.Utc));
    }

    private bool IsSatisfied(RubyMap settings) => Run(ConsulRestart.Ensure(settings).Probe);

    private bool Run(Command command)
    {
        var script = command.Script;
        foreach (var folder in new[] { "/opt/gitlab/sv", "/var/opt/gitlab", "/var/lib/gitlab-ha" })
            script = script.Replace(folder, _folder + folder, StringComparison.Ordinal);
        var programs = $"chmod -f +x {_folder}/bin/*\nPATH={_folder}/bin:$PATH\n";
        using var shell = Process.Start(new ProcessStartInfo("sh", ["-c", programs + script, "sh", .. command.Arguments]))!;
        shell.WaitForExit();
        return shell.ExitCode == 0;
    }
}
