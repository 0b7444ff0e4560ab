using GitLabHa.Core.Planning;

namespace GitLabHa.Reporting.Plans;

/// <summary>The plan as a note on a merge request.</summary>
public static class PlanMarkdown
{
    /// <summary>Writes it; differences are folded away.</summary>
    public static void Write(Plan plan, TextWriter writer)
    {
        writer.WriteLine($"### Plan for {Lines.Markdown(plan.Environment.Name)}: {PlanReport.Summary(plan)}");
        foreach (var warning in plan.Warnings) writer.WriteLine($"\n**Warning:** {Lines.Markdown(warning)}");
        foreach (var node in plan.Nodes.Where(x => x.HasChanges)) Node(node, writer);
        foreach (var node in plan.Unknown)
            writer.WriteLine($"\n**{Lines.Markdown(node.Node.Name)}** could not be asked: {Lines.Markdown(node.Unknown!)}");
    }

    private static void Node(NodePlan node, TextWriter writer)
    {
        writer.WriteLine($"\n<details><summary>{Lines.Markdown(node.Node.Name)}: {node.Steps.Length} steps ({node.Stage})</summary>\n");
        if (node.HandsOver is { } part) writer.WriteLine($"- hands over as {Lines.Markdown(part)} before it changes");
        foreach (var step in node.Steps)
        {
            writer.WriteLine($"- {Lines.Markdown(StepText.Of(step))} ({Lines.Markdown(StepText.Remarks(step))})");
            if (StepText.Diff(step) is not { Count: > 0 } diff) continue;
            // A fence longer than any run of backticks inside: the text comes from nodes.
            writer.WriteLine("  ````````diff");
            foreach (var line in diff) writer.WriteLine("  " + Lines.Printable(line).Replace("````````", "``", StringComparison.Ordinal));
            writer.WriteLine("  ````````");
        }

        writer.WriteLine("\n</details>");
    }
}
