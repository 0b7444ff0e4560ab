using System.Collections.Immutable;
using System.Text.Json;
using GitLabHa.Core.Model;

namespace GitLabHa.Core.Upgrading;

/// <summary>Reads the embedded table: ../Knowledge/upgrades.</summary>
internal static class UpgradeKnowledge
{
    public static VersionTable Load() => new()
    {
        Releases = Read("versions", x => new Release
        {
            First = Minor(x, "gitlab"),
            Latest = GitLabVersion.Parse(Text(x, "latest")),
            MinFrom = IsNull(x, "min_from") ? null : Minor(x, "min_from"),
            MinPostgres = IsNull(x, "min_postgresql") ? null : x.GetProperty("min_postgresql").GetInt32(),
            Postgres = [.. x.GetProperty("postgresql").EnumerateArray().Select(y => y.GetString()!)],
        }),
        Stops = Read("stops", x => new UpgradeStop(Minor(x, "version"), Text(x, "why"), Optional(x, "when"), Optional(x, "if"))),
        Windows = Read("postgresql-windows", x => new PostgresWindow(
            x.GetProperty("from").GetInt32(), x.GetProperty("to").GetInt32(), Minor(x, "first"), Minor(x, "last"))),
        Notes = Read("notes", x => new VersionNote
        {
            Kind = Enum.Parse<NoteKind>(Text(x, "kind"), ignoreCase: true),
            Since = GitLabVersion.Parse(Text(x, "since")),
            Until = Optional(x, "until") is { } until ? GitLabVersion.Parse(until) : null,
            Text = Text(x, "text"),
            Source = Text(x, "source"),
        }),
    };

    private static ImmutableArray<T> Read<T>(string name, Func<JsonElement, T> read)
    {
        using var stream = typeof(UpgradeKnowledge).Assembly.GetManifestResourceStream($"upgrades-{name}.json")
            ?? throw new InvalidOperationException($"upgrades-{name}.json is not embedded");
        using var json = JsonDocument.Parse(stream);
        return [.. json.RootElement.EnumerateArray().Select(read)];
    }

    private static string Text(JsonElement json, string property) => json.GetProperty(property).GetString()!;

    private static string? Optional(JsonElement json, string property) =>
        json.TryGetProperty(property, out var value) ? value.GetString() : null;

    private static bool IsNull(JsonElement json, string property) => json.GetProperty(property).ValueKind == JsonValueKind.Null;

    private static GitLabVersion Minor(JsonElement json, string property) => GitLabVersion.Parse(Text(json, property) + ".0");
}
