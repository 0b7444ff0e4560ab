using GitLabHa.Core.Model;
using Renci.SshNet;
using Renci.SshNet.Common;

namespace GitLabHa.Remote.Connections.SshNet;

/// <summary>The keys that are offered to a node, in ssh's order.</summary>
internal static class Identities
{
    private const UnixFileMode OthersMay = (UnixFileMode)0b111_111;

    private static readonly string[] Usual = ["id_rsa", "id_ecdsa", "id_ed25519"];

    /// <summary>The key of <c>identity_file</c> alone, or else those of the agent and of ssh's usual files.</summary>
    public static IReadOnlyList<IPrivateKeySource> Of(ConnectionSettings settings)
    {
        var held = SshAgent.Find()?.Keys() ?? [];
        if (settings.IdentityFile is { } file) return [Single(file, held)];
        var folder = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".ssh");
        IPrivateKeySource[] keys =
        [
            .. held.Where(x => !KeyFile.IsSecurityKey(x.Type)),
            .. Usual.Select(x => Path.Combine(folder, x)).Where(File.Exists).Select(IfUsable).OfType<IPrivateKeySource>(),
        ];
        if (keys.Length > 0) return keys;
        throw held.Count == 0
            ? Unusable("there is no key to log in with", "set connection.identity_file, or start an ssh-agent and ssh-add a key")
            : Unusable(
                "the ssh-agent holds only security keys (sk-…), which kind: sshnet cannot use",
                "set connection.kind to openssh, or ssh-add a key of another type");
    }

    private static IPrivateKeySource Single(string file, IReadOnlyList<AgentKey> held)
    {
        var key = KeyFile.PublicKey(file);
        return held.FirstOrDefault(x => key is not null && x.PublicKey.AsSpan().SequenceEqual(key)) is { } inAgent ? inAgent : Load(file);
    }

    private static PrivateKeyFile? IfUsable(string file)
    {
        try
        {
            return Load(file);
        }
        catch (SshFailureException)
        {
            return null;
        }
    }

    private static PrivateKeyFile Load(string file)
    {
        if (!File.Exists(file)) throw Unusable($"the private key file {file} is missing", "check connection.identity_file");
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & OthersMay) != 0)
            throw new SshFailureException(SshFailure.OpenKeyFile);
        var certificate = file + "-cert.pub";
        try
        {
            return File.Exists(certificate) ? new PrivateKeyFile(file, null, certificate) : new PrivateKeyFile(file);
        }
        catch (SshPassPhraseNullOrEmptyException)
        {
            throw Unusable($"the private key file {file} has a passphrase, and no ssh-agent holds the key", $"ssh-add {file}");
        }
        catch (Exception e) when (e is SshException or IOException or UnauthorizedAccessException or FormatException)
        {
            throw Unusable(
                $"the private key file {file} cannot be read: {e.Message}",
                "check connection.identity_file: a private key in OpenSSH's or PEM format");
        }
    }

    private static SshFailureException Unusable(string reason, string fix) => new(new SshFailure(reason, fix));
}
