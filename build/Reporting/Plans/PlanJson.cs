using System.Text.Encodings.Web;
using System.Text.Json;
using GitLabHa.Core.Planning;

namespace GitLabHa.Reporting.Plans;

/// <summary>The plan as JSON: artifacts/NAME/plan.json.</summary>
public static class PlanJson
{
    // The file is also read by people, and is not embedded in a web page.
    internal static readonly JsonWriterOptions Indented = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes it, with the masked difference of every file.</summary>
    public static void Write(Plan plan, Stream stream)
    {
        using var json = new Utf8JsonWriter(stream, Indented);
        json.WriteStartObject();
        json.WriteString("environment", plan.Environment.Name);
        json.WriteString("version", plan.Environment.Version.ToString());
        json.WriteBoolean("changes", plan.HasChanges);
        json.WriteString("summary", PlanReport.Summary(plan));
        json.WriteStartArray("warnings");
        foreach (var warning in plan.Warnings) json.WriteStringValue(warning);
        json.WriteEndArray();
        json.WriteStartArray("nodes");
        foreach (var node in plan.Nodes) Node(json, node);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Node(Utf8JsonWriter json, NodePlan node)
    {
        json.WriteStartObject();
        json.WriteString("node", node.Node.Name);
        json.WriteString("stage", node.Stage.ToString());
        json.WriteBoolean("firstRun", node.NeverRan);
        json.WriteBoolean("leaves", node.Leaves);
        json.WriteString("unknown", node.Unknown);
        json.WriteString("handsOver", node.HandsOver);
        json.WriteStartArray("steps");
        foreach (var step in node.Steps) Step(json, step);
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void Step(Utf8JsonWriter json, Step step)
    {
        json.WriteStartObject();
        json.WriteString("kind", step.GetType().Name);
        json.WriteString("text", StepText.Of(step));
        json.WriteString("reason", step.Reason);
        json.WriteString("risk", step.Risk.ToString());
        json.WriteBoolean("decidedAtApply", step.DecidedAtApply);
        if (StepText.Diff(step) is { Count: > 0 } diff)
        {
            json.WriteStartArray("diff");
            foreach (var line in diff) json.WriteStringValue(line);
            json.WriteEndArray();
        }

        json.WriteEndObject();
    }
}
