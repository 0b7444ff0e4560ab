using System.Security.Cryptography;
using System.Text;

namespace GitLabHa.Remote.Connections;

/// <summary>
/// Lines of known_hosts files: plain and hashed names, patterns, ports, markers.
/// Source: https://man.openbsd.org/sshd.8#SSH_KNOWN_HOSTS_FILE_FORMAT
/// </summary>
internal sealed class KnownHosts
{
    private const string Revoked = "@revoked";
    private const string Authority = "@cert-authority";

    private readonly List<Line> _lines = [];

    /// <summary>Reads the files that exist.</summary>
    public static async Task<KnownHosts> ReadAsync(IEnumerable<string> files, CancellationToken cancellationToken)
    {
        var all = new KnownHosts();
        foreach (var file in files.Where(File.Exists)) all.Add(await File.ReadAllTextAsync(file, cancellationToken));
        return all;
    }

    /// <summary>Reads the lines of one file.</summary>
    public static KnownHosts Parse(string text)
    {
        var all = new KnownHosts();
        all.Add(text);
        return all;
    }

    /// <summary>A host as its lines name it.</summary>
    public static string NameOf(string host, int? port) =>
        port is null or SshTarget.DefaultPort ? host.ToLowerInvariant() : $"[{host.ToLowerInvariant()}]:{port}";

    /// <summary>What is known of a host. As ssh does, keys without a port count for a port that has none of its own.</summary>
    public HostPins Of(string host, int? port)
    {
        string[] names = [NameOf(host, port), NameOf(host, null)];
        var lines = names.Distinct().Select(OfName).ToArray();
        var keys = lines.Select(x => x.Where(y => y.Marker.Length == 0).Select(y => y.Key).Distinct().ToArray());
        return new HostPins
        {
            Keys = [.. keys.FirstOrDefault(x => x.Length > 0) ?? []],
            Revoked = [.. lines.SelectMany(x => x).Where(x => x.Marker == Revoked).Select(x => x.Key)],
            HasAuthority = lines.SelectMany(x => x).Any(x => x.Marker == Authority),
        };
    }

    /// <summary>The lines for a name such as <see cref="NameOf"/> gives.</summary>
    internal Line[] OfName(string name) => [.. _lines.Where(x => Names(x.Hosts, name))];

    private void Add(string text)
    {
        foreach (var line in text.Split('\n')) if (Read(line) is { } read) _lines.Add(read);
    }

    private static Line? Read(string line)
    {
        var words = line.Split([' ', '\t', '\r'], StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0 || words[0][0] == '#') return null;
        var marker = words[0][0] == '@' ? words[0] : "";
        if (marker is not ("" or Revoked or Authority)) return null;
        return words[(marker.Length > 0 ? 1 : 0)..] is [var hosts, var type, var key, ..] && !char.IsAsciiDigit(type[0])
            ? new Line(marker, hosts, new HostKey(type, key)) : null;
    }

    private static bool Names(string hosts, string name)
    {
        if (hosts[0] == '|') return IsHashOf(hosts, name);
        var patterns = hosts.ToLowerInvariant().Split(',', StringSplitOptions.RemoveEmptyEntries);
        return patterns.Any(x => x[0] != '!' && Matches(x, name)) && !patterns.Any(x => x[0] == '!' && Matches(x.AsSpan(1), name));
    }

    // "|1|SALT|HASH": HMAC-SHA1 of the name.
    private static bool IsHashOf(string hosts, string name)
    {
        if (hosts.Split('|') is not ["", "1", var salt, var hash]) return false;
        var (key, expected) = (new byte[salt.Length], new byte[hash.Length]);
        if (!Convert.TryFromBase64String(salt, key, out var keyLength)) return false;
        if (!Convert.TryFromBase64String(hash, expected, out var length)) return false;
#pragma warning disable CA5350 // The format has no other hash; it hides names, and protects nothing else.
        return HMACSHA1.HashData(key.AsSpan(0, keyLength), Encoding.UTF8.GetBytes(name)).AsSpan().SequenceEqual(expected.AsSpan(0, length));
#pragma warning restore CA5350
    }

    // * is any text, ? is one character; nothing else is special, brackets least of all.
    private static bool Matches(ReadOnlySpan<char> pattern, ReadOnlySpan<char> name)
    {
        while (!pattern.IsEmpty && pattern[0] != '*')
        {
            if (name.IsEmpty || (pattern[0] != '?' && pattern[0] != name[0])) return false;
            pattern = pattern[1..];
            name = name[1..];
        }

        if (pattern.IsEmpty) return name.IsEmpty;
        pattern = pattern.TrimStart('*');
        for (var rest = name; ; rest = rest[1..])
        {
            if (Matches(pattern, rest)) return true;
            if (rest.IsEmpty) return false;
        }
    }

    /// <summary>One line that could be read.</summary>
    internal sealed record Line(string Marker, string Hosts, HostKey Key);
}
