using System.Text.Encodings.Web;
using System.Text.Json;
using GitLabHa.Core.Drilling;

namespace GitLabHa.Reporting.Drills;

/// <summary>The results of fire drills as JSON.</summary>
public static class DrillJson
{
    private static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes all runs of a scenario.</summary>
    public static void Write(IReadOnlyList<DrillResult> results, Stream stream)
    {
        using var json = new Utf8JsonWriter(stream, Indented);
        json.WriteStartObject();
        json.WriteString("environment", results[0].Environment);
        json.WriteString("scenario", results[0].Scenario.Name);
        json.WriteBoolean("passed", results.All(x => x.Passed));
        json.WriteString("summary", DrillReport.Median(results));
        json.WriteStartArray("runs");
        foreach (var result in results) Run(json, result);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Run(Utf8JsonWriter json, DrillResult result)
    {
        json.WriteStartObject();
        json.WriteString("victims", result.Victims);
        json.WriteString("client", result.Client);
        json.WriteString("mode", result.Log.Mode);
        json.WriteNumber("outage_seconds", Math.Round(result.Outage.Duration.TotalSeconds, 3));
        json.WriteNumber("unserved_seconds", Math.Round(result.Unserved.TotalSeconds, 3));
        json.WriteBoolean("outage_ended", result.Outage.Ended);
        Number(json, "outage_objective_seconds", result.OutageObjective);
        json.WriteNumber("acknowledged", result.Acknowledged);
        Number(json, "lost", result.Lost);
        Number(json, "lost_objective", result.LostObjective);
        json.WriteStartArray("failures");
        foreach (var failure in result.Failures) json.WriteStringValue(failure);
        json.WriteEndArray();
        json.WriteStartArray("timeline");
        foreach (var item in result.Timeline) Event(json, item, DrillReport.Since(result, item.At));
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Event(Utf8JsonWriter json, TimelineEvent item, double seconds)
    {
        json.WriteStartObject();
        json.WriteNumber("seconds", Math.Round(seconds, 3));
        json.WriteString("at", item.At);
        json.WriteString("kind", DrillReport.Word(item.Kind));
        json.WriteString("words", item.Words);
        json.WriteEndObject();
    }

    private static void Number(Utf8JsonWriter json, string name, int? number)
    {
        if (number is { } value) json.WriteNumber(name, value);
        else json.WriteNull(name);
    }
}
