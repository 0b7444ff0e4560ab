namespace GitLabHa.Core.Loading.Yaml;

/// <summary>Keys and values, in the order written.</summary>
internal sealed record YamlMap(Place Place, IReadOnlyList<(YamlScalar Key, YamlValue Value)> Entries) : YamlValue(Place)
{
    private readonly Dictionary<string, YamlValue> _byKey = Entries.ToDictionary(x => x.Key.Text, x => x.Value);

    public override string Kind => "keys and values";

    /// <summary>Where a key is, or the map when it is missing.</summary>
    public Place PlaceOfKey(string key) => Entries.FirstOrDefault(x => x.Key.Text == key).Key?.Place ?? Place;

    /// <summary>The value at a path of keys, or null.</summary>
    public YamlValue? Find(params ReadOnlySpan<string> path)
    {
        YamlValue? value = this;
        foreach (var key in path) value = (value as YamlMap)?._byKey.GetValueOrDefault(key);
        return value;
    }
}
