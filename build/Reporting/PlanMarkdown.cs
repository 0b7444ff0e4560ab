using GitLabHa.Core.Planning;

namespace GitLabHa.Reporting;

/// <summary>The plan as a note on a merge request.</summary>
public static class PlanMarkdown
{
    /// <summary>Writes it; differences are folded away.</summary>
    public static void Write(Plan plan, TextWriter writer)
    {
        writer.WriteLine($"### Plan for {Escape(plan.Environment.Name)}: {PlanReport.Summary(plan)}");
        foreach (var node in plan.Nodes.Where(x => x.HasChanges)) Node(node, writer);
        foreach (var node in plan.Unknown) writer.WriteLine($"\n**{Escape(node.Node.Name)}** could not be asked: {Escape(node.Unknown!)}");
    }

    private static void Node(NodePlan node, TextWriter writer)
    {
        writer.WriteLine($"\n<details><summary>{Escape(node.Node.Name)}: {node.Steps.Length} steps ({node.Stage})</summary>\n");
        foreach (var step in node.Steps)
        {
            writer.WriteLine($"- {Escape(StepText.Of(step))} ({Escape(StepText.Remarks(step))})");
            if (StepText.Diff(step) is not { Count: > 0 } diff) continue;
            // A fence longer than any run of backticks inside: the text comes from nodes.
            writer.WriteLine("  ````````diff");
            foreach (var line in diff) writer.WriteLine("  " + Lines.Printable(line).Replace("````````", "``", StringComparison.Ordinal));
            writer.WriteLine("  ````````");
        }

        writer.WriteLine("\n</details>");
    }

    private static string Escape(string text) => string.Concat(Lines.Printable(text).Select(x => x switch
    {
        '<' => "&lt;",
        '>' => "&gt;",
        '&' => "&amp;",
        '*' or '_' or '`' or '[' or ']' or '|' or '\\' => $"\\{x}",
        _ => x.ToString(),
    }));
}
