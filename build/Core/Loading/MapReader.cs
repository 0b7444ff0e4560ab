using System.Globalization;
using GitLabHa.Core.Loading.Yaml;

namespace GitLabHa.Core.Loading;

/// <summary>Reads the keys of a map by type; a key that is never read is unknown.</summary>
internal sealed class MapReader(YamlMap map, string path, ProblemLog log)
{
    private readonly List<string> _known = [];
    private readonly List<string> _missing = [];

    public Place Place => map.Place;

    /// <summary>The value as written, or null when the key is missing or was refused already.</summary>
    public YamlValue? Raw(string key, bool required = false)
    {
        if (!_known.Contains(key)) _known.Add(key);
        log.Keys.Add(Path(key));
        var value = map.Find(key);
        if (value is null && required && !_missing.Contains(key)) _missing.Add(key);
        return value is YamlBroken ? null : value;
    }

    /// <summary>Text; numbers and booleans are refused, because YAML may change their form: 18.10 becomes 18.1.</summary>
    public string? Text(string key, bool required = false) => Raw(key, required) is { } value ? AsText(value, key) : null;

    /// <summary>Text that a rule accepts: the rule gives null, or what was expected.</summary>
    public string? Text(string key, Func<string, string?> rule, bool required = false)
    {
        if (Text(key, required) is not { } text) return null;
        if (rule(text) is not { } expected) return text;
        Report(map.Find(key)!.Place, key, $"expected {expected}, found {map.Find(key)!.Kind}");
        return null;
    }

    /// <summary>true or false.</summary>
    public bool Flag(string key, bool otherwise)
    {
        if (Raw(key) is not { } value) return otherwise;
        if (value is YamlScalar scalar && CoreSchema.TypeOf(scalar) == ScalarType.Boolean) return scalar.Text[0] is 't' or 'T';
        Report(value.Place, key, $"expected true or false, found {value.Kind}");
        return otherwise;
    }

    /// <summary>A whole number within bounds.</summary>
    public int? Integer(string key, int least, int most)
    {
        if (Raw(key) is not { } value) return null;
        if (value is YamlScalar scalar && CoreSchema.TypeOf(scalar) == ScalarType.Integer && CoreSchema.Ambiguity(scalar) is null
            && CoreSchema.TryInteger(scalar.Text, out var number) && number >= least && number <= most) return (int)number;
        Report(value.Place, key,
            string.Create(CultureInfo.InvariantCulture, $"expected a whole number from {least} to {most}, found {value.Kind}"));
        return null;
    }

    /// <summary>One of the given words.</summary>
    public T? Choice<T>(string key, IReadOnlyDictionary<string, T> words, bool required = false)
        where T : struct
    {
        if (Text(key, required) is not { } text) return null;
        if (words.TryGetValue(text, out var value)) return value;
        Report(map.Find(key)!.Place, key, $"unknown value {map.Find(key)!.Kind}{Nearest.Hint(text, [.. words.Keys])}");
        return null;
    }

    /// <summary>A list of texts with the places of its items; a rule gives null, or what was expected.</summary>
    public IReadOnlyList<(string Text, Place Place)> Texts(string key, Func<string, string?>? rule = null, bool required = false)
    {
        var texts = new List<(string, Place)>();
        foreach (var item in Items(key, required))
        {
            if (AsText(item, key) is not { } text) continue;
            if (rule?.Invoke(text) is { } expected) Report(item.Place, key, $"expected {expected}, found {item.Kind}");
            else texts.Add((text, item.Place));
        }

        return texts;
    }

    /// <summary>The items of a list.</summary>
    public IEnumerable<YamlValue> Items(string key, bool required = false)
    {
        if (Raw(key, required) is not { } value) return [];
        if (value is YamlList list) return list.Items.Where(x => x is not YamlBroken);
        Report(value.Place, key, $"expected a list, found {value.Kind}");
        return [];
    }

    /// <summary>The reader of a nested map, or null when it is missing.</summary>
    public MapReader? Inner(string key, bool required = false) =>
        Map(key, required) is { } inner ? new MapReader(inner, Path(key), log) : null;

    /// <summary>A nested map, or null when it is missing; a section whose keys are all commented out is an empty one.</summary>
    public YamlMap? Map(string key, bool required = false)
    {
        if (Raw(key, required) is not { } value) return null;
        if (value is YamlMap inner) return inner;
        if (value is YamlScalar scalar && CoreSchema.TypeOf(scalar) == ScalarType.Null) return new YamlMap(value.Place, []);
        Report(value.Place, key, $"expected keys and values, found {value.Kind}");
        return null;
    }

    /// <summary>Reports a problem with a key of this map.</summary>
    public void Report(Place place, string key, string message) => log.Add(place, Path(key), message);

    /// <summary>Ends the reading: reports unknown keys, and required keys that are missing.</summary>
    public void End()
    {
        foreach (var (key, _) in map.Entries.Where(x => !_known.Contains(x.Key.Text)))
        {
            Report(key.Place, key.Text, $"unknown key{Nearest.Hint(key.Text, _known)}");
            // A misspelt required key is one problem, not two.
            if (Nearest.To(key.Text, _known) is { } meant) _missing.Remove(meant);
        }

        foreach (var key in _missing) Report(map.Place, key, "required, but missing");
    }

    private string? AsText(YamlValue value, string key)
    {
        if (value is YamlScalar scalar && CoreSchema.TypeOf(scalar) == ScalarType.Text && CoreSchema.Ambiguity(scalar) is null)
        {
            // Values become lines of files and arguments of programs: one line each.
            if (scalar.Text.Length > 0 && !scalar.Text.Any(char.IsControl)) return scalar.Text;
            Report(value.Place, key, "expected one line of text");
            return null;
        }

        var quotes = value is YamlScalar { Text.Length: > 0 } ? "; put it in quotes if it is meant as text" : "";
        Report(value.Place, key, $"expected text, found {value.Kind}{quotes}");
        return null;
    }

    private string Path(string key) => path.Length == 0 ? key : $"{path}.{key}";
}
