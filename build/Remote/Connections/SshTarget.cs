using GitLabHa.Core;
using GitLabHa.Core.Model;

namespace GitLabHa.Remote.Connections;

/// <summary>How to reach one node by SSH, whatever the kind of connection.</summary>
internal sealed record SshTarget
{
    public const int DefaultPort = 22;

    public required Node Node { get; init; }

    /// <summary>The environment's settings with full paths.</summary>
    public required ConnectionSettings Settings { get; init; }

    /// <summary>The full path of the pinned host keys.</summary>
    public required string KnownHosts { get; init; }

    /// <summary>The full path of the keys that nodes share; the file may be absent.</summary>
    public required string SharedKnownHosts { get; init; }

    public string Host => HostOf(Node);

    /// <summary>The name or address that a node is reached by.</summary>
    public static string HostOf(Node node) => node.SshHost ?? node.Address;

    /// <summary>Refuses to connect while the file of pinned host keys is missing.</summary>
    public void RequirePins()
    {
        if (File.Exists(KnownHosts)) return;
        throw new OperatorException(
            $"no host keys are pinned for {Node.Name}: the file is missing",
            KnownHosts,
            $"ssh-keyscan {Host} >> {KnownHosts}, then compare the fingerprints with the nodes' own "
            + "(ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub)");
    }
}
