using System.Text.RegularExpressions;
using GitLabHa.Core.Loading.Yaml;
using GitLabHa.Core.Rendering;

namespace GitLabHa.Core.Loading;

/// <summary>Reads a tree of gitlab.rb settings and checks its form; the linter checks the names.</summary>
internal sealed partial class SettingsReader(ProblemLog log)
{
    // These follow from the environment; a second source would contradict it on some node.
    private static readonly Dictionary<string, string> Owned = new()
    {
        ["roles"] = "the Omnibus roles follow from the group's roles",
        ["external_url"] = "set gitlab.external_url in environment.yml",
    };

    /// <summary>The settings, without those that were refused.</summary>
    public RubyMap Read(YamlMap? settings)
    {
        if (settings is null) return RubyMap.Empty;
        foreach (var (key, value) in settings.Entries) Top(key, value);
        return Map(settings, "settings");
    }

    private void Top(YamlScalar key, YamlValue value)
    {
        var path = $"settings.{key.Text}";
        if (Owned.TryGetValue(key.Text, out var why)) log.Add(key.Place, path, $"cannot be set here: {why}");
        // The name becomes Ruby code without quotes; everything below it is quoted.
        else if (!Identifier().IsMatch(key.Text)) log.Add(key.Place, path, "expected a name of gitlab.rb such as gitlab_rails");
        else if (value is YamlScalar scalar && CoreSchema.TypeOf(scalar) == ScalarType.Null)
            log.Add(value.Place, path, "expected settings, found nothing");
    }

    private RubyMap Map(YamlMap map, string path) => RubyMap.Empty.With(
        [.. map.Entries.Select(x => (x.Key.Text, Value: Value(x.Value, $"{path}.{x.Key.Text}"))).Where(x => x.Value is not null)
            .Select(x => (x.Text, x.Value!))]);

    private RubyValue? Value(YamlValue value, string path)
    {
        switch (value)
        {
            case YamlMap map: return Map(map, path);
            case YamlList list: return RubyValue.List(list.Items.Select(x => Value(x, path)).OfType<RubyValue>());
            case YamlSecret secret: return new RubySecret(secret.Name);
            case YamlScalar scalar:
                var ruby = CoreSchema.ToRuby(scalar, out var problem);
                if (problem is not null) log.Add(scalar.Place, path, problem);
                return ruby;
            default: return null;
        }
    }

    [GeneratedRegex(@"\A[a-z][a-z0-9_]*\z", RegexOptions.CultureInvariant)]
    private static partial Regex Identifier();
}
