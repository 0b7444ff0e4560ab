using GitLabHa.Core;
using GitLabHa.Core.Model;
using GitLabHa.Remote.Files;
using GitLabHa.Remote.Processes;

namespace GitLabHa.Remote.Providers.Lab;

/// <summary>The keys of a lab, generated on this machine: who may log in, and which host keys are pinned before anyone connects.</summary>
internal sealed class LabKeys
{
    private readonly string _folder;

    internal LabKeys(string stateDirectory) => _folder = PrivateFiles.Folder(stateDirectory);

    private string ClientKey => ClientKeyIn(_folder);

    /// <summary>How the machines of a lab are reached; nothing of the operator's own ssh configuration applies.</summary>
    internal static ConnectionSettings Connection(string stateDirectory) => new()
    {
        User = "root",
        IdentityFile = ClientKeyIn(stateDirectory),
        SshConfig = "/dev/null",
        KnownHosts = KnownHostsIn(stateDirectory),
    };

    /// <summary>The pinned host keys.</summary>
    internal static string KnownHostsIn(string stateDirectory) => Path.Combine(stateDirectory, "known_hosts");

    /// <summary>Generates what is missing and writes known_hosts.</summary>
    internal async Task EnsureAsync(Topology topology, CancellationToken cancellationToken)
    {
        await GenerateAsync(ClientKey, "gitlab-ha lab", cancellationToken).ConfigureAwait(false);
        PrivateFiles.Folder(Path.Combine(_folder, "host-keys"));
        await Task.WhenAll(topology.Nodes.Select(x => GenerateAsync(HostKey(x), x.Name, cancellationToken))).ConfigureAwait(false);
        var knownHosts = KnownHostsIn(_folder);
        var text = KnownHosts(topology);
        if (!File.Exists(knownHosts) || await File.ReadAllTextAsync(knownHosts, cancellationToken).ConfigureAwait(false) != text)
            await PrivateFiles.WriteAsync(knownHosts, text, isPrivate: true, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The files a machine gets before its first start.</summary>
    internal IEnumerable<(string Path, string Mode, byte[] Content)> FilesFor(Node node) =>
    [
        ("root/.ssh/authorized_keys", "0600", File.ReadAllBytes(ClientKey + ".pub")),
        ("etc/ssh/ssh_host_ed25519_key", "0600", File.ReadAllBytes(HostKey(node))),
        ("etc/ssh/ssh_host_ed25519_key.pub", "0644", File.ReadAllBytes(HostKey(node) + ".pub")),
    ];

    private string HostKey(Node node) => Path.Combine(_folder, "host-keys", node.Name);

    /// <summary>A Rails node may show the host key of any other Rails node: the deployment makes them equal.</summary>
    private string KnownHosts(Topology topology) => string.Concat(topology.Nodes.SelectMany(node =>
        (node.Has(RoleNames.Rails) ? topology.With(RoleNames.Rails) : [node])
            .Select(x => $"{node.Address} {PublicKey(HostKey(x))}\n")));

    private static string PublicKey(string path) => string.Join(' ', File.ReadAllText(path + ".pub").Split(' ').Take(2)).Trim();

    private static async Task GenerateAsync(string path, string comment, CancellationToken cancellationToken)
    {
        if (File.Exists(path)) return;
        var result = await Program.Of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", comment, "-f", path)
            .RunAsync(cancellationToken).ConfigureAwait(false);
        if (!result.Succeeded)
            throw new OperatorException(
                $"ssh-keygen failed: {result.LastLine}", path, "Install the OpenSSH client and see that the folder can be written.");
    }

    private static string ClientKeyIn(string stateDirectory) => Path.Combine(stateDirectory, "id_ed25519");
}
