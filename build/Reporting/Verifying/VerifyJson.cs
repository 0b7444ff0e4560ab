using System.Text.Json;
using GitLabHa.Core.Checks;
using GitLabHa.Reporting.Plans;

namespace GitLabHa.Reporting.Verifying;

/// <summary>The results of Verify as JSON: artifacts/NAME/verify.json.</summary>
public static class VerifyJson
{
    /// <summary>Writes it.</summary>
    public static void Write(string environment, IReadOnlyCollection<CheckOutcome> entries, Stream stream)
    {
        using var json = new Utf8JsonWriter(stream, PlanJson.Indented);
        json.WriteStartObject();
        json.WriteString("environment", environment);
        json.WriteBoolean("healthy", !VerifyReport.Failed(entries));
        json.WriteString("summary", VerifyReport.Summary(entries));
        json.WriteStartArray("checks");
        foreach (var entry in entries) Entry(json, entry);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Entry(Utf8JsonWriter json, CheckOutcome entry)
    {
        json.WriteStartObject();
        json.WriteString("id", entry.Check.Id);
        json.WriteString("component", entry.Check.Component);
        json.WriteString("title", entry.Check.Title);
        json.WriteString("health", entry.Verdict.Health.ToString());
        json.WriteString("evidence", entry.Verdict.Evidence);
        json.WriteString("advice", entry.Verdict.Advice);
        json.WriteNumber("seconds", Math.Round(entry.Duration.TotalSeconds, 3));
        json.WriteStartArray("nodes");
        foreach (var node in entry.Nodes) json.WriteStringValue(node);
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
