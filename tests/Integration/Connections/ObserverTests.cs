using System.Collections.Immutable;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Observing;
using GitLabHa.Core.Secrets;
using GitLabHa.Remote.Observing;

namespace GitLabHa.Tests.Integration.Connections;

/// <summary>The observation script on a real machine: this one.</summary>
public sealed class ObserverTests(SshServer server) : IClassFixture<SshServer>, IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly string _folder = Directory.CreateTempSubdirectory("gitlab-ha-observe-").FullName;

    [Fact(Timeout = 60_000)]
    public async Task Files_are_found_as_they_are()
    {
        var same = await FileAsync("it's the same", "wanted", "wanted");
        var differs = await FileAsync("differs", "found ‹é›\n", "wanted");
        var huge = await FileAsync("huge", new string('x', 300_000), "wanted");
        var absent = new DesiredFile { Path = Path.Combine(_folder, "no folder", "absent"), Content = "x" };
        var folder = new DesiredFile { Path = _folder, Content = "x" };

        var shared = await FileAsync("shared secrets", "secret", "");

        var files = (await ObserveAsync(Desired([same, differs, huge, absent, folder]) with
        {
            SharedFiles = [new SharedFile { Path = shared.Path, Among = [] }, new SharedFile { Path = "/no/such", Among = [] }],
        })).Files;

        files[shared.Path].ShouldBe(new FileState.Present(SecretText.Plain("secret").Sha256, "root:root", "0600", null));
        files["/no/such"].ShouldBe(new FileState.Absent());
        files[same.Path].ShouldBe(new FileState.Present(same.Content.Sha256, "root:root", "0600", null));
        files[differs.Path].ShouldBe(
            new FileState.Present(SecretText.Plain("found ‹é›\n").Sha256, "root:root", "0600", "found ‹é›\n"));
        files[huge.Path].ShouldBeOfType<FileState.Present>().Content.ShouldBeNull();
        files[absent.Path].ShouldBe(new FileState.Absent());
        files[folder.Path].ShouldBe(new FileState.Unknown("is not a file"));
    }

    [Fact(Timeout = 60_000)]
    public async Task Packages_probes_and_disk_are_found()
    {
        var secret = new Secret("canary", "two\nlines\n");
        Ensure[] ensures =
        [
            EnsureOf("arguments arrive", Command.Shell("x", "[ \"$1\" = \"it's\" ] && [ \"$2\" = 'a\nb' ]", "it's", "a\nb")),
            EnsureOf(
                "input arrives",
                Command.Shell(
                    "x", "[ \"$(sha256sum | cut -c1-64)\" = \"$1\" ]",
                    SecretText.Sealed(secret).Sha256) with { Input = SecretText.Sealed(secret) }),
            EnsureOf("fails", Command.Shell("x", "echo noise; echo noise >&2; exit 3")),
            EnsureOf("without input", Command.Shell("x", "[ -z \"$(cat)\" ]")),
        ];

        var observation = await ObserveAsync(Desired([]) with { Packages = ["dpkg", "no-such-package"], Ensures = [.. ensures] });

        observation.Packages.Keys.ShouldBe(["dpkg"]);
        observation.Ensured.ShouldBe(
            new Dictionary<string, bool>
            {
                ["arguments arrive"] = true,
                ["input arrives"] = true,
                ["fails"] = false,
                ["without input"] = true
            }, ignoreOrder: true);
        observation.FreeKiB.ShouldNotBeNull().ShouldBeGreaterThan(0);
        observation.RedisMaster.ShouldBeNull();
        observation.PostgresLeader.ShouldBeNull();
    }

    // A probe's line in the middle of another one was lost, and counted as something to do.
    [Fact(Timeout = 60_000)]
    public async Task What_probes_say_is_told_after_all_that_others_write_meanwhile()
    {
        var slow = Path.Combine(_folder, "gitlab-ctl");
        await File.WriteAllTextAsync(slow, "#!/bin/sh\nprintf 'run: consul: '; sleep 1; echo '(pid 1) 7s'\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(slow, (UnixFileMode)0b111_000_000);

        var report = await GitLabHa.Remote.Processes.Program.Of(
            "env", $"PATH={_folder}:/usr/bin:/bin", "sh", "-c", EmbeddedScript.Of(typeof(ObserveCommand), "observe.sh"))
            .WithInput("probe 1 0\ntrue\nprobe 1 0\nfalse\n").RunAsync(None);

        report.Output.Split('\n')
            .Where(x => !x.StartsWith("free ", StringComparison.Ordinal) && !x.StartsWith("inodes ", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .ShouldBe(["", "end", "probe 0 0", "probe 1 1", "run: consul: (pid 1) 7s"]);
    }

    [Fact(Timeout = 60_000)]
    public async Task A_node_that_cannot_be_asked_does_not_hide_the_others()
    {
        var unreachable = server.Connect("gone", x => x with { Port = SshServer.FreePort() });
        var observer = new Observer(x => x.Name == "gone" ? unreachable : server.Connect(x.Name));

        var observations = await observer.ObserveAsync([Desired([], "gone"), Desired([], "there")], None);

        observations.Select(x => x.Node.Name).ShouldBe(["gone", "there"]);
        observations[0].Unreachable.ShouldNotBeNull().ShouldStartWith("connection refused");
        observations[1].Unreachable.ShouldBeNull();
    }

    [Fact(Timeout = 60_000)]
    public async Task What_a_plain_user_may_not_see_is_unknown()
    {
        var hidden = Directory.CreateDirectory(Path.Combine(_folder, "hidden")).FullName;
        var file = new DesiredFile { Path = Path.Combine(hidden, "x"), Content = "x" };
        var report = await GitLabHa.Remote.Processes.Program.Of(
            "setpriv", "--reuid=65534", "--clear-groups", "sh", "-c", EmbeddedScript.Of(typeof(ObserveCommand), "observe.sh"))
            .WithInput($"file {file.Content.Sha256} {file.Path}\n").RunAsync(None);

        ObservationParser.Parse(Desired([file]), report.Output).Files[file.Path]
            .ShouldBe(new FileState.Unknown("lies in a folder that may not be searched"));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<NodeObservation> ObserveAsync(DesiredNode desired) =>
        (await new Observer(x => server.Connect(x.Name)).ObserveAsync([desired], None)).Single();

    private async Task<DesiredFile> FileAsync(string name, string found, string wanted)
    {
        var path = Path.Combine(_folder, name);
        await File.WriteAllTextAsync(path, found);
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, (UnixFileMode)0b110_000_000);
        return new DesiredFile { Path = path, Content = wanted };
    }

    private static Ensure EnsureOf(string title, Command probe) => new() { Title = title, Probe = probe, Apply = Command.Of("true") };

    private static DesiredNode Desired(ImmutableArray<DesiredFile> files, string name = "node-1") => new()
    {
        Node = SshServer.NodeNamed(name) with { Roles = [RoleNames.Redis, RoleNames.Postgres] },
        Stage = Stage.Consensus,
        Files = files,
        Services = [],
        Ensures = [],
    };
}
