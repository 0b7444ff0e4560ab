using System.Text.RegularExpressions;

namespace GitLabHa.Core.Rendering;

/// <summary>
/// Texts that templates of Omnibus write into YAML without quotes: <c>name</c> and passwords in patroni.yaml, <c>host</c> in
/// gitlab.yml. Source: https://yaml.org/type/, https://yaml.org/spec/1.2.2/#103-core-schema
/// </summary>
public static partial class PlainYaml
{
    /// <summary>What YAML 1.1 or 1.2 reads instead of the text, such as "a number"; null when both read the text itself.</summary>
    public static string? ReadAs(string text) =>
        Null().IsMatch(text) ? "null"
        : Boolean().IsMatch(text) ? "a boolean"
        : Number().IsMatch(text) ? "a number"
        : Date().IsMatch(text) ? "a date"
        : null;

    [GeneratedRegex(@"\A(?:~|null)?\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Null();

    [GeneratedRegex(@"\A(?:true|false|yes|no|on|off|y|n)\z", RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Boolean();

    [GeneratedRegex(
        @"\A[-+]?(?:0b[01_]+|0o[0-7]+|0x[0-9a-f_]+|(?:[0-9][0-9_,]*(?:\.[0-9_]*)?|\.[0-9][0-9_]*)(?:e[-+]?[0-9]+)?|\.inf|\.nan)\z",
        RegexOptions.CultureInvariant | RegexOptions.IgnoreCase)]
    private static partial Regex Number();

    [GeneratedRegex(@"\A[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}\z", RegexOptions.CultureInvariant)]
    private static partial Regex Date();
}
