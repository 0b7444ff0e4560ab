using GitLabHa.Core.Model;
using GitLabHa.Remote.Files;

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
        var port = topology.Environment.Connection.Port;
        var pins = await KnownHosts.ReadAsync([knownHosts], cancellationToken).ConfigureAwait(false);
        var keys = nodes.SelectMany(x => pins.Of(SshTarget.HostOf(x), port).Keys).Distinct().ToArray();
        var lines = nodes.SelectMany(x => keys.Select(key => $"{KnownHosts.NameOf(SshTarget.HostOf(x), port)} {key}\n"));
        await PrivateFiles.WriteAsync(path, string.Concat(lines), isPrivate: true, cancellationToken).ConfigureAwait(false);
    }
}
