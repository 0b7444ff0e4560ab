using System.Text.Json;
using Nuke.Common.IO;

namespace Nuke.Common.Parameters;

/// <summary>One of the files .nuke/parameters*.json: names and values, checked as strictly as the command line.</summary>
internal sealed class ParameterFile
{
    private static readonly JsonDocumentOptions Lenient = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip };
    private readonly AbsolutePath root;
    private readonly string name;
    private readonly Dictionary<string, string[]> values = [];

    public ParameterFile(AbsolutePath root, string name, IReadOnlyList<ParameterSpec> specs, List<string> problems)
    {
        this.root = root;
        this.name = $".nuke/{name}";
        try
        {
            using var document = JsonDocument.Parse((root / ".nuke" / name).ReadAllText(), Lenient);
            foreach (var property in document.RootElement.EnumerateObject())
                if (property.Name is not "$schema" && Take(property, specs) is { } problem)
                    problems.Add($"{this.name}: {property.Name}: {problem}");
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            problems.Add($"{this.name}: expected a JSON object. {exception.Message}");
        }
    }

    public RawValue? Find(ParameterSpec spec) =>
        values.TryGetValue(spec.Name, out var words) ? new RawValue($"{name}: {spec.Name}", words, root) : null;

    private string? Take(JsonProperty property, IReadOnlyList<ParameterSpec> specs)
    {
        var allowed = specs.Where(spec => spec is { Ambient: true, Secret: false }).ToArray();
        if (specs.Any(spec => spec.Secret && spec.Name == property.Name))
            return "is a secret, which must not be in a file. Set it with an environment variable.";
        if (!allowed.Any(spec => spec.Name == property.Name))
        {
            var names = allowed.Select(spec => spec.Name).Order(StringComparer.Ordinal).ToArray();
            return $"there is no such parameter.{Nearest.Hint(property.Name, names)} Expected one of {string.Join(", ", names)}.";
        }

        if (property.Value.ValueKind == JsonValueKind.Object) return "expected a value or a list of values.";
        if (property.Value.ValueKind != JsonValueKind.Null)
            values[property.Name] = property.Value.ValueKind == JsonValueKind.Array
                ? [.. property.Value.EnumerateArray().Select(Word)]
                : [Word(property.Value)];
        return null;
    }

    private static string Word(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => element.GetString()!,
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => element.GetRawText(),
    };
}
