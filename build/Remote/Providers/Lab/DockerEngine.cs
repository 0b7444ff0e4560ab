using GitLabHa.Core;
using GitLabHa.Remote.Processes;

namespace GitLabHa.Remote.Providers.Lab;

/// <summary>The Docker engine of this machine.</summary>
public sealed class DockerEngine(Action<string> log, string stateDirectory)
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(60);

    /// <summary>Runs the docker client; fails with the engine's own words.</summary>
    internal static async Task<string> RunAsync(Program docker, CancellationToken cancellationToken)
    {
        var result = await docker.RunAsync(cancellationToken).ConfigureAwait(false);
        if (result.Succeeded) return result.Output;
        throw new OperatorException(
            $"{docker} failed: {result.LastLine}",
            "the Docker engine of this machine",
            "Fix what the engine reports, then rerun the command.");
    }

    /// <summary>Sees that an engine answers: installs and starts Debian's when root may.</summary>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        if (Program.Exists("docker") && await AnswersAsync(cancellationToken).ConfigureAwait(false)) return;
        if (Environment.UserName != "root") throw Needed("no Docker engine answers, and only root can install and start one");
        await DebianPackages.EnsureAsync("The lab", [new("dockerd", "docker.io", "iptables")], log, cancellationToken).ConfigureAwait(
            false);
        await StartAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        log("starting the Docker engine");
        var file = Path.Combine(stateDirectory, "dockerd.log");
        // Without systemd nothing starts it, so it is started here, in a session of its own that outlives this run.
        const string Script =
            "if [ -d /run/systemd/system ]; then exec systemctl start docker; fi; setsid dockerd >\"$1\" 2>&1 </dev/null &";
        await Program.Of("sh", "-c", Script, "sh", file).RunAsync(cancellationToken).ConfigureAwait(false);
        var deadline = new Deadline(StartDeadline);
        while (!await AnswersAsync(cancellationToken).ConfigureAwait(false))
        {
            if (deadline.HasPassed) throw Needed($"dockerd did not answer within {StartDeadline.TotalSeconds:0} s; its log is {file}");
            await Task.Delay(TimeSpan.FromMilliseconds(250), cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<bool> AnswersAsync(CancellationToken cancellationToken) =>
        (await Program.Of("docker", "version", "--format", "{{.Server.Version}}").RunAsync(cancellationToken).ConfigureAwait(false))
            .Succeeded;

    private static OperatorException Needed(string problem) => new(
        $"The lab needs a Docker engine: {problem}.",
        "this machine",
        "Install and start one (Debian: apt-get install docker.io), or run as root on Debian.");
}
