using System.Text;
using System.Text.RegularExpressions;

namespace GitLabHa.Core.Secrets;

/// <summary>
/// Masks the values of settings whose key names a secret, in the forms of gitlab.rb, YAML, JSON, TOML, ini files, URLs,
/// PEM and .pgpass. It rather masks too much: a value it cannot delimit goes to the end of its line.
/// </summary>
internal static partial class SettingMask
{
    public const string Masked = "‹masked›";

    public static string Mask(string text)
    {
        text = PrivateKey().Replace(text, Masked);
        text = UserInfo()
            .Replace(text, x => $"{x.Groups["before"]}{UserPart(x.Groups["user"].Value)}{UserPart(x.Groups["password"].Value)}@");
        text = DatabaseHash().Replace(text, Masked);
        text = PasswordFileLine().Replace(text, $"$1{Masked}");
        return MaskSettings(text);
    }

    // Also a user alone may be a token, as in a Sentry DSN. A known secret keeps its name.
    private static string UserPart(string part)
    {
        var colon = part.StartsWith(':') ? ":" : "";
        return part.Length == colon.Length || KnownMask().IsMatch(part[colon.Length..]) ? part : colon + Masked;
    }

    private static string MaskSettings(string text)
    {
        var result = new StringBuilder(text.Length);
        var position = 0;
        for (var key = Key().Match(text); key.Success; key = Key().Match(text, position))
        {
            var start = key.Index + key.Length;
            result.Append(text, position, start - position);
            var value = SettingValue.At(text, key.Index, start);
            result.Append(Harmless().IsMatch(value.Text) ? value.Text : value.Quoted(Masked));
            position = start + value.Text.Length;
        }

        return result.Append(text, position, text.Length - position).ToString();
    }

    // Starts at the word itself, not at the beginning of its name: a name is then found in linear time in any text.
    [GeneratedRegex(
        """
        (?:passw(?:or)?d|passphrase|pwd|(?<![a-z])pass(?![a-z])|token|secret|key|credential|authorization
          |requirepass|masterauth|auth-pass|auth_pass)
        [\w.-]{0,80}
        (?:['"]?\s{0,8}\]?(?:\[[^\]\n]{0,80}\]){0,4}[^\S\n]{0,80}(?:=>|:(?!:)|=)[^\S\n]*
          |(?<=requirepass|masterauth|auth-pass|--[\w-]{0,80})[^\S\n]+)
        """,
        RegexOptions.IgnoreCase | RegexOptions.IgnorePatternWhitespace | RegexOptions.CultureInvariant)]
    private static partial Regex Key();

    // A known secret's mask is kept, so that a diff shows which secret it is.
    [GeneratedRegex(
        """\A\s*(['"]?)(?:‹[^›\n]*›(?:\s*‹[^›\n]*›)*|true|false|nil|null|)\1,?\s*\z""", RegexOptions.CultureInvariant)]
    private static partial Regex Harmless();

    [GeneratedRegex(@"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----(?:.*?-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|.*)",
        RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex PrivateKey();

    // scheme://user:password@host, and without a scheme what has a password: user:password@tcp(host)/database.
    [GeneratedRegex(
        """(?<before>://)(?<user>[^\s:/@'"]{0,2000})(?<password>:[^\s'"]{0,2000})?@"""
            + """|(?<before>(?<![^\s'"=(,]))(?<user>[\w.+%-]{0,200})(?<password>:(?!//)[^\s'"@]{1,500})@(?=[\w\[(])""",
        RegexOptions.CultureInvariant)]
    private static partial Regex UserInfo();

    [GeneratedRegex(@"\A‹[^›\n]*›\z", RegexOptions.CultureInvariant)]
    private static partial Regex KnownMask();

    [GeneratedRegex(@"\bmd5[0-9a-f]{32}\b|SCRAM-SHA-256\$\S+", RegexOptions.CultureInvariant)]
    private static partial Regex DatabaseHash();

    // host:port:database:user:password
    [GeneratedRegex(@"^([^\s:]{1,255}:(?:\d{1,5}|\*):[^\s:]{1,64}:[^\s:]{1,64}:)(?!‹[^›\n]*›\s*$).+$",
        RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex PasswordFileLine();
}
