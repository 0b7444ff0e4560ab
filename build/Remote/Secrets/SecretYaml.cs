using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using GitLabHa.Core;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace GitLabHa.Remote.Secrets;

/// <summary>
/// The text of a secret store: a YAML map of names to values. A value that replaced another one is a map with its version. Messages
/// never quote its lines.
/// </summary>
internal static class SecretYaml
{
    public static ImmutableSortedDictionary<string, VersionedSecret> Parse(string text, string path)
    {
        var yaml = new YamlStream();
        try
        {
            yaml.Load(new StringReader(text));
        }
        catch (YamlException e)
        {
            throw Invalid(path, e.Start.Line, "is not YAML");
        }

        if (yaml.Documents.Count == 0) return Empty;
        if (yaml.Documents[0].RootNode is not YamlMappingNode map) throw Invalid(path, 1, "is not a list of 'name: value' lines");
        return map.Children.Aggregate(Empty, (values, x) => x.Key is YamlScalarNode { Value: { } name } && Value(x.Value) is { } value
            ? values.SetItem(name, value)
            : throw Invalid(path, x.Key.Start.Line, "is not 'name: value' or 'name: { version: 2, value: … }'"));
    }

    public static string Write(ImmutableSortedDictionary<string, VersionedSecret> values)
    {
        var text = new StringBuilder(
            "# Secrets of this environment, generated on first use. Lines may be added; never commit this in plain text.\n");
        foreach (var (name, secret) in values)
        {
            // A JSON string is a YAML string.
            var value = $"\"{JsonEncodedText.Encode(secret.Value, JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\"";
            var entry = secret.Version == 1 ? value
                : string.Create(CultureInfo.InvariantCulture, $"{{ version: {secret.Version}, value: {value} }}");
            text.Append(CultureInfo.InvariantCulture, $"{name}: {entry}\n");
        }

        return text.ToString();
    }

    private static VersionedSecret? Value(YamlNode node) => node switch
    {
        YamlScalarNode { Value: { Length: > 0 } value } => new VersionedSecret(value, 1),
        YamlMappingNode map when map.Children.Count == 2 && Scalar(map, "value") is { Length: > 0 } value
            && int.TryParse(Scalar(map, "version"), NumberStyles.None, CultureInfo.InvariantCulture, out var version) && version > 0
            => new VersionedSecret(value, version),
        _ => null,
    };

    private static string? Scalar(YamlMappingNode map, string key) =>
        map.Children.TryGetValue(new YamlScalarNode(key), out var node) ? (node as YamlScalarNode)?.Value : null;

    private static ImmutableSortedDictionary<string, VersionedSecret> Empty { get; } =
        ImmutableSortedDictionary.Create<string, VersionedSecret>(StringComparer.Ordinal);

    private static OperatorException Invalid(string path, long line, string what) =>
        new($"line {line} of the secret store {what}", path, "correct the line, or restore the file");
}
