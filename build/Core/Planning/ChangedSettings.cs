using System.Text.RegularExpressions;
using GitLabHa.Core.Secrets;

namespace GitLabHa.Core.Planning;

/// <summary>Which settings differ between the gitlab.rb of a node and the desired one.</summary>
internal static partial class ChangedSettings
{
    /// <summary>
    /// The settings by their names in gitlab.rb, as <c>redis.password</c>, <c>roles</c> or <c>external_url</c>; null when that is not
    /// known, as with a file that another tool wrote.
    /// </summary>
    /// <param name="before">The file as it was found, with secrets in the clear or as the masked text of a desired file.</param>
    /// <param name="after">The desired file.</param>
    internal static IReadOnlySet<string>? Between(string? before, SecretText after)
    {
        if (Read(before ?? "") is not { Count: > 0 } old) return null;
        if (Read(after.Reveal()) is not { } revealed || Read(after.Masked) is not { } masked) return null;
        bool Same(string name) => old.TryGetValue(name, out var found)
            && (found == revealed.GetValueOrDefault(name) || found == masked.GetValueOrDefault(name));
        return revealed.Keys.Union(old.Keys).Where(x => !Same(x)).ToHashSet();
    }

    // Each setting begins at the beginning of a line; the lines of a longer value are indented, or close a bracket.
    private static Dictionary<string, string>? Read(string text)
    {
        var settings = new Dictionary<string, string>();
        var name = "";
        foreach (var line in text.Split('\n').Where(x => x.Length > 0 && x[0] != '#'))
        {
            if (line[0] is ' ' or ']' or '}')
            {
                if (name.Length == 0) return null;
                settings[name] += "\n" + line;
            }
            else if (Setting().Match(line) is { Success: true } setting)
            {
                name = setting.Groups["section"].Value + (setting.Groups["key"].Success ? "." + setting.Groups["key"].Value : "");
                if (!settings.TryAdd(name, line)) return null;
            }
            else
            {
                return null;
            }
        }

        return settings;
    }

    [GeneratedRegex(@"\A(?<section>[a-z_0-9]+)(?:\['(?<key>[^']+)'\] = | )")]
    private static partial Regex Setting();
}
