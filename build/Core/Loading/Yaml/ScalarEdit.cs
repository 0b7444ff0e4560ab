using System.Text.RegularExpressions;

namespace GitLabHa.Core.Loading.Yaml;

/// <summary>Changes a value of a YAML text in place: comments, quotes and order stay.</summary>
public static class ScalarEdit
{
    /// <summary>Replaces the value of a key; null unless the text has that key with that value exactly once.</summary>
    public static string? Replace(string text, string key, string from, string to)
    {
        var pattern = new Regex(
            $$"""(?<key>^[^#\r\n]*\b{{Regex.Escape(key)}}:[ \t]*['"]?){{Regex.Escape(from)}}(?=['"]?[ \t]*(?:$|\r|#|,|}))""",
            RegexOptions.Multiline | RegexOptions.CultureInvariant);
        return pattern.Count(text) == 1 ? pattern.Replace(text, $"${{key}}{to}") : null;
    }
}
