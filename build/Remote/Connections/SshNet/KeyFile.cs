using System.Text;

namespace GitLabHa.Remote.Connections.SshNet;

/// <summary>What a private key file tells without its passphrase.</summary>
internal static class KeyFile
{
    private const string Begin = "-----BEGIN OPENSSH PRIVATE KEY-----";
    private const string End = "-----END OPENSSH PRIVATE KEY-----";

    /// <summary>
    /// The public key: from the file itself (OpenSSH's format, or a public key whose private half the agent holds), or from the
    /// file's neighbour with .pub; null when none of them has it.
    /// </summary>
    public static byte[]? PublicKey(string path)
    {
        if (Read(path) is not { } text) return null;
        return FromPrivate(text) ?? FromPublic(text) ?? FromPublic(Read(path + ".pub") ?? "");
    }

    /// <summary>The type of a public key, such as ssh-ed25519.</summary>
    public static string TypeOf(byte[] publicKey) => Encoding.ASCII.GetString(new WireReader(publicKey).Text());

    /// <summary>Whether only a security key (FIDO) can sign.</summary>
    public static bool IsSecurityKey(string type) => type.StartsWith("sk-", StringComparison.Ordinal);

    // Source: https://github.com/openssh/openssh-portable/blob/master/PROTOCOL.key
    private static byte[]? FromPrivate(string text)
    {
        var (from, to) = (text.IndexOf(Begin, StringComparison.Ordinal), text.IndexOf(End, StringComparison.Ordinal));
        if (from < 0 || to < from) return null;
        try
        {
            var bytes = Convert.FromBase64String(text[(from + Begin.Length)..to]);
            var magic = "openssh-key-v1\0"u8;
            if (!bytes.AsSpan().StartsWith(magic)) return null;
            var reader = new WireReader(bytes.AsSpan(magic.Length));
            // Cipher, key derivation, its options.
            for (var i = 0; i < 3; i++) reader.Text();
            return reader.Number() == 1 ? reader.Text().ToArray() : null;
        }
        catch (Exception e) when (e is FormatException or InvalidDataException)
        {
            return null;
        }
    }

    private static byte[]? FromPublic(string text)
    {
        if (text.Split([' ', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries) is not [var type, var key, ..]) return null;
        var bytes = new byte[key.Length];
        if (!Convert.TryFromBase64String(key, bytes, out var length) || length <= 4) return null;
        return bytes.AsSpan(4, length - 4).StartsWith(Encoding.ASCII.GetBytes(type)) ? bytes[..length] : null;
    }

    private static string? Read(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllText(path) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
