using System.Text.Json;

namespace GitLabHa.Core.Linting;

/// <summary>One embedded list of known names.</summary>
internal sealed class SettingsList
{
    public SettingsList(JsonElement json)
    {
        TopLevel = [.. Texts(json, "top_level")];
        Settings = [.. Texts(json, "settings").Where(x => x.Contains('.', StringComparison.Ordinal))];
        foreach (var setting in Settings)
            for (var dot = setting.LastIndexOf('.'); dot > 0; dot = setting.LastIndexOf('.', dot - 1))
                Parents.Add(setting[..dot]);
    }

    public HashSet<string> TopLevel { get; }

    /// <summary>The dotted settings.</summary>
    public HashSet<string> Settings { get; }

    /// <summary>Everything before a dot in them.</summary>
    public HashSet<string> Parents { get; } = [];

    /// <summary>The names directly below a path.</summary>
    public IEnumerable<string> ChildrenOf(string path)
    {
        var prefix = path + ".";
        return Settings.Where(x => x.StartsWith(prefix, StringComparison.Ordinal)).Select(x => x[prefix.Length..].Split('.')[0]).Distinct();
    }

    private static IEnumerable<string> Texts(JsonElement json, string property) =>
        json.GetProperty(property).EnumerateArray().Select(x => x.GetString() ?? "");
}
