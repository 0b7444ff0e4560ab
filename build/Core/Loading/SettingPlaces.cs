using GitLabHa.Core.Loading.Yaml;

namespace GitLabHa.Core.Loading;

/// <summary>Where the <c>settings:</c> of a file are written, by dotted key. What is in a list has the key of the list.</summary>
public sealed class SettingPlaces
{
    private readonly Dictionary<string, Place> _places = [];

    /// <summary>No settings.</summary>
    public static SettingPlaces None { get; } = new();

    internal static SettingPlaces Of(YamlMap? settings)
    {
        if (settings is null) return None;
        var places = new SettingPlaces();
        places.Add(settings, "");
        return places;
    }

    /// <summary>The place of a setting, or null when this file does not have it.</summary>
    public Place? Find(string key) => _places.TryGetValue(key, out var place) ? place : null;

    private void Add(YamlValue value, string path)
    {
        if (value is YamlList list)
            foreach (var item in list.Items) Add(item, path);
        if (value is not YamlMap map) return;
        foreach (var (key, inner) in map.Entries)
        {
            var here = path.Length == 0 ? key.Text : $"{path}.{key.Text}";
            _places.TryAdd(here, key.Place);
            Add(inner, here);
        }
    }
}
