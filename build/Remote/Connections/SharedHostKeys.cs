using GitLabHa.Core.Model;
using GitLabHa.Remote.Files;
using GitLabHa.Remote.Processes;

namespace GitLabHa.Remote.Connections;

/// <summary>
/// The deployment gives all Rails nodes the first one's host keys, since clients meet them behind one name. So a Rails node may
/// show any key that the operator pinned for a Rails node, and no other one.
/// </summary>
internal static class SharedHostKeys
{
    /// <summary>Writes these pins beside the operator's own, when two nodes share keys and the operator's have changed.</summary>
    public static async Task WriteAsync(Topology topology, string knownHosts, string path, CancellationToken cancellationToken)
    {
        var nodes = topology.With(RoleNames.Rails);
        if (nodes.Length < 2 || !File.Exists(knownHosts)) return;
        if (File.Exists(path) && File.GetLastWriteTimeUtc(path) > File.GetLastWriteTimeUtc(knownHosts)) return;
        PrivateFiles.Folder(Path.GetDirectoryName(path)!);
        var keys = await Task.WhenAll(nodes.Select(x => PinnedAsync(Host(x), knownHosts, cancellationToken))).ConfigureAwait(false);
        var lines = nodes.SelectMany(node => keys.SelectMany(x => x).Distinct().Select(key => $"{Host(node)} {key}\n"));
        await PrivateFiles.WriteAsync(path, string.Concat(lines), isPrivate: true, cancellationToken).ConfigureAwait(false);
    }

    private static string Host(Node node) => node.SshHost ?? node.Address;

    // ssh-keygen finds hashed names too: "# Host X found: line N", then the line.
    private static async Task<string[]> PinnedAsync(string host, string knownHosts, CancellationToken cancellationToken)
    {
        var found = await Program.Of("ssh-keygen", "-F", host, "-f", knownHosts).RunAsync(cancellationToken).ConfigureAwait(false);
        return
        [
            .. found.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Where(x => !x.StartsWith('#') && !x.StartsWith('@'))
                .Select(x => string.Join(' ', x.Split(' ').Skip(1).Take(2))),
        ];
    }
}
