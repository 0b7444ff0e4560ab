using System.Text.RegularExpressions;
using GitLabHa.Core.Rendering;

namespace GitLabHa.Core.Linting;

/// <summary>
/// Secrets in clear text in the settings, and so in git; those of the store are sealed and not found here.
/// </summary>
internal static partial class ClearTextRules
{
    public static void Check(string path, RubyValue value, List<LintFinding> findings)
    {
        if (value is not RubyString { Text: var text } || text.Secrets.Any() || text.Masked.Length == 0) return;
        var key = path[(path.LastIndexOf('.') + 1)..];
        if (UserInfo().IsMatch(text.Masked) || (NamesSecret().IsMatch(key) && !IsPlace().IsMatch(text.Masked)))
            findings.Add(new LintFinding(
                Severity.Warning, path,
                $"a secret in clear text, which stays in git's history: write !secret {Suggested(key)}, "
                    + $"then run ./build.sh SetSecret --name {Suggested(key)}"));
    }

    private static string Suggested(string key) =>
        NotNameable().Replace(key.ToLowerInvariant(), "_").TrimStart([.. "_0123456789"]) is { Length: > 0 } name ? name : "name";

    [GeneratedRegex(
        "(?:password|passwd|passphrase|token|secret|(?<!public_)(?<!_host_)key|dsn)$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex NamesSecret();

    // The path of a file with the secret, or a URL, of which only the user part is secret.
    [GeneratedRegex(@"\A(?:/|[a-z][a-z0-9+.-]*://)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex IsPlace();

    [GeneratedRegex(@"://[^\s/?#]*:[^\s/?#]+@|://(?=[^\s/?#@]{16})[^\s/?#@]+@", RegexOptions.CultureInvariant)]
    private static partial Regex UserInfo();

    [GeneratedRegex("[^a-z0-9_]", RegexOptions.CultureInvariant)]
    private static partial Regex NotNameable();
}
