using System.Collections.Immutable;
using System.Formats.Tar;
using System.Security.Cryptography;
using System.Text;
using GitLabHa.Core;
using GitLabHa.Core.Model;
using GitLabHa.Remote.Processes;

namespace GitLabHa.Remote.Providers.Lab;

/// <summary>The containers and the network of one lab; nothing without its label is ever touched.</summary>
internal sealed class LabContainers(GitLabEnvironment environment)
{
    private const string Label = "gitlab-ha.environment";
    private const string OwnerLabel = "gitlab-ha.owner";

    // Tells labs of the same name in different clones apart.
    private readonly string _owner = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(environment.Directory)))[..12];

    private string Network => $"gitlab-ha-{environment.Name}";

    private string Filter => $"label={Label}={environment.Name}";

    private string[] Labels => ["--label", $"{Label}={environment.Name}", "--label", $"{OwnerLabel}={_owner}"];

    /// <summary>Node names with their container's state, e.g. running or exited.</summary>
    internal async Task<ImmutableDictionary<string, string>> StatesAsync(CancellationToken cancellationToken)
    {
        var rows = await RowsAsync(
            ["ps", "--all", "--filter", Filter, "--format", "{{.Names}}\t{{.State}}\t" + OwnerColumn],
            cancellationToken).ConfigureAwait(false);
        if (rows.Find(x => !IsOurs(x[2])) is { } foreign)
            throw new OperatorException(
                $"Another clone on this machine has a lab named {environment.Name}.", $"container {foreign[0]}",
                "Destroy that lab from its own clone, or name this environment otherwise.");
        return rows.ToImmutableDictionary(x => x[0][(Network.Length + 1)..], x => x[1]);
    }

    /// <summary>Removes what an interrupted run made and never started: it may lack its keys.</summary>
    internal async Task RemoveUnfinishedAsync(CancellationToken cancellationToken)
    {
        var ids = Lines(await DockerEngine.RunAsync(
            Program.Of("docker", "ps", "--quiet", "--filter", Filter, "--filter", "status=created"), cancellationToken).ConfigureAwait(
                false));
        if (ids.Length > 0)
            await DockerEngine.RunAsync(Program.Of("docker", ["rm", "--force", .. ids]), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Makes the private network.</summary>
    internal async Task EnsureNetworkAsync(string subnet, CancellationToken cancellationToken)
    {
        var there = await Program.Of("docker", "network", "inspect", "--format", "{{.Name}}", Network)
            .RunAsync(cancellationToken).ConfigureAwait(false);
        if (there.Succeeded) return;
        var result = await Program.Of("docker", ["network", "create", "--subnet", subnet, .. Labels, Network])
            .RunAsync(cancellationToken).ConfigureAwait(false);
        if (!result.Succeeded)
            throw new OperatorException(
                $"The lab's network {subnet} could not be made: {result.LastLine}",
                Path.Combine(environment.Directory, "environment.yml") + ": lab.subnet",
                "Choose a subnet that no other network of this machine overlaps, and addresses inside it.");
    }

    /// <summary>Makes one machine and starts it.</summary>
    internal async Task CreateAsync(
        Node node, string image, int memoryMiB, IEnumerable<(string, string, byte[])> files, CancellationToken cancellationToken)
    {
        await DockerEngine.RunAsync(
            Program.Of(
                "docker",
                [
                    "create", "--name", NameOf(node), "--hostname", node.Name, "--network", Network, "--ip", node.Address,
                    .. Labels, "--cap-add", "NET_ADMIN", "--shm-size", "128m", "--memory", $"{memoryMiB}m", image,
                ]),
            cancellationToken).ConfigureAwait(false);
        var copy = Program.Of("docker", "cp", "-", NameOf(node) + ":/") with { Input = Tar(files) };
        await DockerEngine.RunAsync(copy, cancellationToken).ConfigureAwait(false);
        await StartAsync(node, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Starts a machine that was stopped.</summary>
    internal Task StartAsync(Node node, CancellationToken cancellationToken) =>
        DockerEngine.RunAsync(Program.Of("docker", "start", NameOf(node)), cancellationToken);

    /// <summary>Removes one machine; nothing when it does not exist.</summary>
    internal async Task RemoveAsync(Node node, CancellationToken cancellationToken)
    {
        var states = await StatesAsync(cancellationToken).ConfigureAwait(false);
        if (states.ContainsKey(node.Name))
            await DockerEngine.RunAsync(Program.Of("docker", "rm", "--force", "--volumes", NameOf(node)), cancellationToken).ConfigureAwait(
                false);
    }

    /// <summary>The last lines that a machine wrote to its console.</summary>
    internal async Task<string> LogAsync(Node node, CancellationToken cancellationToken)
    {
        var result = await Program.Of("docker", "logs", "--tail", "50", NameOf(node)).RunAsync(cancellationToken).ConfigureAwait(false);
        return $"{result.Output}{result.Error}".Trim();
    }

    /// <summary>Removes all machines and the network; returns how many machines there were.</summary>
    internal async Task<int> RemoveAsync(CancellationToken cancellationToken)
    {
        var ids = await OursAsync(["ps", "--all"], cancellationToken).ConfigureAwait(false);
        if (ids.Length > 0)
            await DockerEngine.RunAsync(
                Program.Of("docker", ["rm", "--force", "--volumes", .. ids]) with { Timeout = TimeSpan.FromMinutes(3) },
                cancellationToken).ConfigureAwait(false);
        var networks = await OursAsync(["network", "ls"], cancellationToken).ConfigureAwait(false);
        if (networks.Length > 0)
            await DockerEngine.RunAsync(Program.Of("docker", ["network", "rm", .. networks]), cancellationToken).ConfigureAwait(false);
        return ids.Length;
    }

    private static string OwnerColumn => $"{{{{.Label \"{OwnerLabel}\"}}}}";

    // Labs of before the label have no owner.
    private bool IsOurs(string owner) => owner.Length == 0 || owner == _owner;

    private async Task<string[]> OursAsync(string[] list, CancellationToken cancellationToken)
    {
        var rows = await RowsAsync([.. list, "--filter", Filter, "--format", "{{.ID}}\t" + OwnerColumn], cancellationToken).ConfigureAwait(
            false);
        return [.. rows.Where(x => IsOurs(x[1])).Select(x => x[0])];
    }

    private static async Task<List<string[]>> RowsAsync(string[] arguments, CancellationToken cancellationToken) =>
        [.. Lines(await DockerEngine.RunAsync(Program.Of("docker", arguments), cancellationToken).ConfigureAwait(false))
            .Select(x => x.Split('\t'))];

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
