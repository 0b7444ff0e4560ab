using System.Globalization;
using System.Text.Json;

namespace GitLabHa.Core.Linting;

/// <summary>The embedded deprecations by key; the key of all settings of unicorn is <c>unicorn.*</c>.</summary>
internal static class DeprecationKnowledge
{
    private static readonly Lazy<IReadOnlyDictionary<string, Deprecation>> Loaded = new(Load);

    public static IReadOnlyDictionary<string, Deprecation> All => Loaded.Value;

    private static Dictionary<string, Deprecation> Load()
    {
        using var stream = typeof(DeprecationKnowledge).Assembly.GetManifestResourceStream("deprecations.json")
            ?? throw new InvalidOperationException("deprecations.json is not embedded");
        using var json = JsonDocument.Parse(stream);
        return json.RootElement.EnumerateArray().Select(Read).ToDictionary(x => x.Key);
    }

    private static Deprecation Read(JsonElement json) => new()
    {
        Key = Text(json, "key"),
        DeprecatedIn = Minor(Text(json, "deprecated_in")) ?? throw new InvalidOperationException($"{Text(json, "key")} has no version"),
        RemovedIn = Minor(Text(json, "removed_in")),
        ListedUntil = Minor(Text(json, "listed_until")) ?? (0, 0),
        Note = Text(json, "note"),
    };

    private static string Text(JsonElement json, string property) => json.GetProperty(property).GetString() ?? "";

    private static (int, int)? Minor(string text)
    {
        var parts = text.Split('.');
        return parts.Length < 2
            ? null
            : (int.Parse(parts[0], CultureInfo.InvariantCulture), int.Parse(parts[1], CultureInfo.InvariantCulture));
    }
}
