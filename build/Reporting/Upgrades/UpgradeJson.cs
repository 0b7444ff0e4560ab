using System.Text.Json;
using GitLabHa.Core.Linting;
using GitLabHa.Core.Upgrading;
using GitLabHa.Reporting.Plans;

namespace GitLabHa.Reporting.Upgrades;

/// <summary>An upgrade path as JSON: every hop with all findings of its version about the settings.</summary>
public static class UpgradeJson
{
    /// <summary>Writes it.</summary>
    public static void Write(UpgradePath path, Stream stream)
    {
        using var json = new Utf8JsonWriter(stream, PlanJson.Indented);
        json.WriteStartObject();
        json.WriteString("environment", path.Topology.Environment.Name);
        json.WriteString("from", path.From.ToString());
        json.WriteString("to", path.To.ToString());
        json.WriteBoolean("zeroDowntime", path.ZeroDowntime);
        Each(json, "hops", path.Hops, Hop);
        Each(json, "conditionalStops", path.Conditional, Conditional);
        Each(json, "postgresql", path.Postgres, Move);
        json.WriteStartArray("advice");
        foreach (var line in path.Advice) json.WriteStringValue(line);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Hop(Utf8JsonWriter json, UpgradeHop hop)
    {
        json.WriteString("from", hop.From.ToString());
        json.WriteString("to", hop.To.ToString());
        json.WriteString("kind", hop.Kind.ToString());
        json.WriteString("why", hop.Why);
        json.WriteString("packageMinFrom", hop.Release.MinFrom?.MinorText);
        if (hop.Release.MinPostgres is { } least) json.WriteNumber("postgresqlMin", least);
        else json.WriteNull("postgresqlMin");
        if (hop.Postgres is { } move) json.WriteNumber("postgresqlMajorFirst", move.Window.To);
        else json.WriteNull("postgresqlMajorFirst");
        Each(json, "notes", hop.Notes, Note);
        if (hop.Settings is { } settings) Each(json, "settings", settings, Setting);
        else json.WriteNull("settings");
    }

    private static void Note(Utf8JsonWriter json, VersionNote note)
    {
        json.WriteString("kind", note.Kind.ToString());
        json.WriteString("text", note.Text);
        json.WriteString("source", note.Source);
    }

    private static void Setting(Utf8JsonWriter json, NodesFinding found)
    {
        json.WriteString("severity", found.Finding.Severity.ToString());
        json.WriteString("key", found.Finding.Key);
        json.WriteString("message", found.Finding.Message);
        json.WriteStartArray("nodes");
        foreach (var node in found.Nodes) json.WriteStringValue(node);
        json.WriteEndArray();
    }

    private static void Conditional(Utf8JsonWriter json, ConditionalStop stop)
    {
        json.WriteString("version", stop.Version.ToString());
        json.WriteString("if", stop.If);
        if (stop.Needed is { } needed) json.WriteBoolean("needed", needed);
        else json.WriteNull("needed");
    }

    private static void Move(Utf8JsonWriter json, PostgresMove move)
    {
        json.WriteNumber("from", move.Window.From);
        json.WriteNumber("to", move.Window.To);
        json.WriteString("first", move.Window.First.MinorText);
        json.WriteString("last", move.Window.Last.MinorText);
        json.WriteString("at", move.At?.ToString());
        json.WriteString("before", move.Before?.ToString());
    }

    private static void Each<T>(Utf8JsonWriter json, string name, IEnumerable<T> items, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (var item in items)
        {
            json.WriteStartObject();
            write(json, item);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
