using GitLabHa.Core;
using GitLabHa.Remote.Processes;
using GitLabHa.Remote.Providers.Lab;
using Serilog;

/// <summary>The programs of this machine that the tests use.</summary>
internal static class TestPrograms
{
    private static readonly NeededProgram[] Unit = [new("ruby", "ruby")];

    private static readonly NeededProgram[] Containers = [new("dockerd", "docker.io"), new("/usr/sbin/iptables", "iptables"),
        new("mmdebstrap", "mmdebstrap")];

    private static readonly NeededProgram[] Integration =
    [
        new("ssh", "openssh-client"),
        new("/usr/sbin/sshd", "openssh-server"),
        new("sudo", "sudo"),
        new("age", "age"),
        new("dnf", "dnf"),
        new("rpmbuild", "rpm"),
        new("createrepo_c", "createrepo-c"),
        new("/etc/dnf/plugins/versionlock.conf", "dnf-plugins-core"),
    ];

    /// <summary>
    /// Installs what the suites lack and starts the Docker engine, where root may; else names once what is missing: the tests that
    /// need it are skipped.
    /// </summary>
    public static async Task EnsureAsync(IReadOnlyCollection<string> suites, string stateDirectory, CancellationToken cancellationToken)
    {
        NeededProgram[] needed =
        [
            .. suites.Contains("unit") ? Unit : [],
            .. suites.Any(x => x != "unit") ? Containers : [],
            .. suites.Contains("integration") ? Integration : [],
        ];
        void Tell(string line) => Log.Information("{Line}", line);
        try
        {
            await DebianPackages.EnsureAsync("Testing", needed, Tell, cancellationToken);
            if (!needed.Intersect(Containers).Any()) return;
            Directory.CreateDirectory(stateDirectory);
            await new DockerEngine(Tell, stateDirectory).EnsureAsync(cancellationToken);
        }
        catch (OperatorException missing) when (DebianPackages.Obstacle is not null || needed.All(x => x.Exists))
        {
            // Where packages can be installed, a failure to do so ends the run: tests that are skipped for it would go unnoticed.
            Log.Warning("{Problem} Tests that need it are skipped. {Fix}", missing.Problem, missing.Fix);
        }
    }
}
