using System.Collections.Concurrent;
using System.Text.Json;
using GitLabHa.Core.Loading;
using GitLabHa.Core.Model;

namespace GitLabHa.Core.Linting;

/// <summary>
/// The names that a version knows: those of the nearest older list, and of the next newer one, since a name may have been added in between.
/// </summary>
internal sealed class SettingsKnowledge
{
    // The versions whose lists are embedded, oldest first: ../Knowledge/settings-VERSION.json.
    private static readonly GitLabVersion[] Listed = [new(16, 6, 0), new(17, 0, 0), new(17, 11, 0), new(18, 0, 0), new(18, 11, 0),
        new(19, 3, 0)];
    private static readonly ConcurrentDictionary<GitLabVersion, SettingsList> Lists = new();
    private static readonly ConcurrentDictionary<int, SettingsKnowledge> Known = new();

    private readonly ConcurrentDictionary<string, string?> _nearest = new();
    private readonly SettingsList _older;
    private readonly SettingsList _newer;

    private SettingsKnowledge(SettingsList older, SettingsList newer)
    {
        _older = older;
        _newer = newer;
    }

    /// <summary>What the version knows; versions newer than all lists use the newest.</summary>
    public static SettingsKnowledge For(GitLabVersion version)
    {
        var index = Math.Max(0, Array.FindLastIndex(Listed, x => x <= version));
        var exact = Listed[index].Major == version.Major && Listed[index].Minor == version.Minor;
        var next = exact ? index : Math.Min(index + 1, Listed.Length - 1);
        return Known.GetOrAdd((index * Listed.Length) + next, _ => new SettingsKnowledge(ListOf(Listed[index]), ListOf(Listed[next])));
    }

    /// <summary>Whether gitlab.rb may use the name at its top level.</summary>
    public bool IsTopLevel(string name) => _older.TopLevel.Contains(name) || _newer.TopLevel.Contains(name);

    /// <summary>Whether the dotted setting is known, or holds settings that are.</summary>
    public bool Knows(string path) => IsSetting(path) || _older.Parents.Contains(path) || _newer.Parents.Contains(path);

    /// <summary>Whether the dotted setting is listed itself: then what it holds is free-form.</summary>
    public bool IsSetting(string path) => _older.Settings.Contains(path) || _newer.Settings.Contains(path);

    /// <summary>Whether any setting below the path is known: else nothing below it can be judged.</summary>
    public bool HasChildren(string path) => _older.Parents.Contains(path) || _newer.Parents.Contains(path);

    /// <summary>The top-level name that was probably meant, or null.</summary>
    public string? NearestTopLevel(string name) => _nearest.GetOrAdd(name, x => Nearest.To(x, _older.TopLevel.Where(y => y != x)));

    /// <summary>The setting in the same section that was probably meant, or null.</summary>
    public string? NearestSetting(string section, string path) => _nearest.GetOrAdd(path, x =>
        Nearest.To(x[(section.Length + 1)..], _older.ChildrenOf(section)));

    private static SettingsList ListOf(GitLabVersion version) => Lists.GetOrAdd(version, x =>
    {
        using var stream = typeof(SettingsKnowledge).Assembly.GetManifestResourceStream($"settings-{x}.json")
            ?? throw new InvalidOperationException($"settings-{x}.json is not embedded");
        using var json = JsonDocument.Parse(stream);
        return new SettingsList(json.RootElement);
    });
}
