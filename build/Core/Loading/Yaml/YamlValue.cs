namespace GitLabHa.Core.Loading.Yaml;

/// <summary>A value of a YAML file and where it is written.</summary>
internal abstract record YamlValue(Place Place)
{
    /// <summary>What it is, for messages.</summary>
    public abstract string Kind { get; }
}

/// <summary>A scalar; only plain ones (without quotes) can be anything but text.</summary>
internal sealed record YamlScalar(Place Place, string Text, bool Plain) : YamlValue(Place)
{
    public override string Kind => CoreSchema.TypeOf(this) switch
    {
        ScalarType.Null => "nothing",
        ScalarType.Text => $"'{Shown}'",
        ScalarType.Boolean => $"the boolean {Shown}",
        _ => $"the number {Shown}",
    };

    // Messages stay on one line, and a pasted file does not fill the screen.
    private string Shown
    {
        get
        {
            var line = string.Concat(Text.Select(x => char.IsControl(x) ? ' ' : x));
            return line.Length <= 60 ? line : line[..57] + "...";
        }
    }
}

/// <summary>A list.</summary>
internal sealed record YamlList(Place Place, IReadOnlyList<YamlValue> Items) : YamlValue(Place)
{
    public override string Kind => "a list";
}

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

/// <summary>A reference to a secret of the environment's store: <c>!secret smtp_password</c>.</summary>
internal sealed record YamlSecret(Place Place, string Name) : YamlValue(Place)
{
    public const string Tag = "!secret";

    public override string Kind => $"{Tag} {Name}";
}

/// <summary>Stands where something was refused already, so that it is not reported twice.</summary>
internal sealed record YamlBroken(Place Place) : YamlValue(Place)
{
    public override string Kind => "nothing readable";
}
