using System.Text;
using Renci.SshNet;
using Renci.SshNet.Security;

namespace GitLabHa.Remote.Connections.SshNet;

/// <summary>A key whose private half the agent keeps.</summary>
internal sealed class AgentKey : IPrivateKeySource
{
    // Source: https://datatracker.ietf.org/doc/html/draft-miller-ssh-agent#section-3.6.1
    private const uint RsaSha512 = 4;

    public AgentKey(SshAgent agent, byte[] publicKey)
    {
        PublicKey = publicKey;
        Type = Encoding.ASCII.GetString(new WireReader(publicKey).Text());
        // Signatures with SHA-1, which the types with ssh-rsa name, are accepted by no sshd of today.
        var isRsa = Type is "ssh-rsa" or "ssh-rsa-cert-v01@openssh.com";
        var name = isRsa ? Type.Replace("ssh-rsa", "rsa-sha2-512", StringComparison.Ordinal) : Type;
        HostKeyAlgorithms = [new Algorithm(name, publicKey, data => agent.Sign(publicKey, data, isRsa ? RsaSha512 : 0))];
    }

    /// <summary>The public key, as known_hosts and authorized_keys hold it.</summary>
    public byte[] PublicKey { get; }

    /// <summary>Such as ssh-ed25519.</summary>
    public string Type { get; }

    public IReadOnlyCollection<HostAlgorithm> HostKeyAlgorithms { get; }

    private sealed class Algorithm(string name, byte[] publicKey, Func<byte[], byte[]> sign) : HostAlgorithm(name)
    {
        public override byte[] Data => publicKey;

        public override byte[] Sign(byte[] data) => sign(data);

        // Only of hosts' keys is a signature verified.
        public override bool VerifySignature(byte[] data, byte[] signature) => throw new NotSupportedException();
    }
}
