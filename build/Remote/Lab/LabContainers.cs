using System.Collections.Immutable;
using System.Formats.Tar;
using GitLabHa.Core;
using GitLabHa.Core.Model;
using GitLabHa.Remote.Processes;

namespace GitLabHa.Remote.Lab;

/// <summary>The containers and the network of one lab; nothing without its label is ever touched.</summary>
internal sealed class LabContainers(GitLabEnvironment environment)
{
    private const string Label = "gitlab-ha.environment";

    private string Network => $"gitlab-ha-{environment.Name}";

    private string Filter => $"label={Label}={environment.Name}";

    /// <summary>Node names with their container's state, e.g. running or exited.</summary>
    internal async Task<ImmutableDictionary<string, string>> StatesAsync(CancellationToken cancellationToken)
    {
        var output = await DockerEngine.RunAsync(
            Program.Of("docker", "ps", "--all", "--no-trunc", "--filter", Filter, "--format", "{{.Names}}\t{{.State}}"), cancellationToken).ConfigureAwait(false);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(x => x.Split('\t'))
            .ToImmutableDictionary(x => x[0][(Network.Length + 1)..], x => x[1]);
    }

    /// <summary>Makes the private network.</summary>
    internal async Task EnsureNetworkAsync(string subnet, CancellationToken cancellationToken)
    {
        var there = await Program.Of("docker", "network", "inspect", "--format", "{{.Name}}", Network).RunAsync(cancellationToken).ConfigureAwait(false);
        if (there.Succeeded) return;
        var result = await Program.Of("docker", "network", "create", "--subnet", subnet, "--label", $"{Label}={environment.Name}", Network)
            .RunAsync(cancellationToken).ConfigureAwait(false);
        if (!result.Succeeded)
            throw new OperatorException(
                $"The lab's network {subnet} could not be made: {result.LastLine}",
                Path.Combine(environment.Directory, "environment.yml") + ": lab.subnet",
                "Choose a subnet that no other network of this machine overlaps, and addresses inside it.");
    }

    /// <summary>Makes one machine and starts it.</summary>
    internal async Task CreateAsync(Node node, string image, int memoryMiB, IEnumerable<(string, string, byte[])> files, CancellationToken cancellationToken)
    {
        await DockerEngine.RunAsync(
            Program.Of(
                "docker", "create", "--name", NameOf(node), "--hostname", node.Name, "--network", Network, "--ip", node.Address,
                "--label", $"{Label}={environment.Name}", "--cap-add", "NET_ADMIN", "--shm-size", "128m", "--memory", $"{memoryMiB}m", image),
            cancellationToken).ConfigureAwait(false);
        var copy = Program.Of("docker", "cp", "-", NameOf(node) + ":/") with { Input = Tar(files) };
        await DockerEngine.RunAsync(copy, cancellationToken).ConfigureAwait(false);
        await StartAsync(node, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Starts a machine that was stopped.</summary>
    internal Task StartAsync(Node node, CancellationToken cancellationToken) =>
        DockerEngine.RunAsync(Program.Of("docker", "start", NameOf(node)), cancellationToken);

    /// <summary>Removes all machines and the network; returns how many machines there were.</summary>
    internal async Task<int> RemoveAsync(CancellationToken cancellationToken)
    {
        var ids = Lines(await DockerEngine.RunAsync(Program.Of("docker", "ps", "--all", "--quiet", "--filter", Filter), cancellationToken).ConfigureAwait(false));
        if (ids.Length > 0)
            await DockerEngine.RunAsync(Program.Of("docker", ["rm", "--force", "--volumes", .. ids]) with { Timeout = TimeSpan.FromMinutes(3) }, cancellationToken).ConfigureAwait(false);
        var networks = Lines(await DockerEngine.RunAsync(Program.Of("docker", "network", "ls", "--quiet", "--filter", Filter), cancellationToken).ConfigureAwait(false));
        if (networks.Length > 0) await DockerEngine.RunAsync(Program.Of("docker", ["network", "rm", .. networks]), cancellationToken).ConfigureAwait(false);
        return ids.Length;
    }

    private string NameOf(Node node) => $"{Network}-{node.Name}";

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private static byte[] Tar(IEnumerable<(string Path, string Mode, byte[] Content)> files)
    {
        using var stream = new MemoryStream();
        using (var tar = new TarWriter(stream, leaveOpen: true))
        {
            tar.WriteEntry(new UstarTarEntry(TarEntryType.Directory, "root/.ssh/") { Mode = (UnixFileMode)Convert.ToInt32("700", 8) });
            foreach (var (path, mode, content) in files)
                tar.WriteEntry(new UstarTarEntry(TarEntryType.RegularFile, path)
                {
                    Mode = (UnixFileMode)Convert.ToInt32(mode, 8),
                    DataStream = new MemoryStream(content),
                });
        }

        return stream.ToArray();
    }
}
