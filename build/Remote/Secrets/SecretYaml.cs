using System.Collections.Immutable;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using GitLabHa.Core;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace GitLabHa.Remote.Secrets;

/// <summary>The text of a secret store: a flat YAML map. Messages never quote its lines.</summary>
internal static class SecretYaml
{
    public static ImmutableSortedDictionary<string, string> Parse(string text, string path)
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
        return map.Children.Aggregate(
            Empty, (values, x) => x is { Key: YamlScalarNode { Value: { } name }, Value: YamlScalarNode { Value: { Length: > 0 } value } }
            ? values.SetItem(name, value)
            : throw Invalid(path, x.Key.Start.Line, "is not 'name: value'"));
    }

    public static string Write(ImmutableSortedDictionary<string, string> values)
    {
        // A JSON string is a YAML string.
        var text = new StringBuilder(
            "# Secrets of this environment, generated on first use. Lines may be added; never commit this in plain text.\n");
        foreach (var (name, value) in values)
            text.Append(name).Append(": \"").Append(JsonEncodedText.Encode(value, JavaScriptEncoder.UnsafeRelaxedJsonEscaping))
                .Append("\"\n");
        return text.ToString();
    }

    private static ImmutableSortedDictionary<string, string> Empty { get; } = ImmutableSortedDictionary.Create<string, string>(
        StringComparer.Ordinal);

    private static OperatorException Invalid(string path, long line, string what) =>
        new($"line {line} of the secret store {what}", path, "correct the line, or restore the file");
}
