using GitLabHa.Core.Model;
using GitLabHa.Core.Planning;
using Spectre.Console;

namespace GitLabHa.Reporting.Plans;

/// <summary>Prints a plan: what is printed is what runs.</summary>
/// <param name="console">Where to.</param>
/// <param name="newFiles">Whether files that do not exist yet are printed in full; else only how long they are.</param>
public sealed class PlanReport(IAnsiConsole console, bool newFiles = false)
{
    private readonly Dictionary<string, List<Node>> _sameDiff = [];

    /// <summary>Prints it, by stage and node, and a summary.</summary>
    public void Write(Plan plan)
    {
        Remember(plan);
        foreach (var stage in plan.Nodes.Where(x => x.HasChanges).GroupBy(x => x.Stage).OrderBy(x => x.Key))
        {
            console.Line(stage.Key.ToString(), "bold");
            foreach (var node in stage) Write(node);
        }

        foreach (var node in plan.Unknown) console.Line($"{node.Node.Name}: could not be asked: {node.Unknown}", "red");
        Unchanged(plan);
        foreach (var warning in plan.Warnings) console.Line($"warning: {warning}", "yellow");
        console.Line(Summary(plan), "bold");
    }

    /// <summary>How many nodes change, in a line.</summary>
    public static string Summary(Plan plan)
    {
        // A node has an entry for each stage that concerns it.
        var nodes = plan.Nodes.GroupBy(x => x.Node).ToArray();
        var unknown = nodes.Count(x => x.Any(entry => entry.Unknown is not null));
        var changed = nodes.Count(x => x.Any(entry => entry.HasChanges) && x.All(entry => entry.Unknown is null));
        var unchanged = nodes.Length - changed - unknown;
        if (changed + unknown == 0) return $"Nothing to change on {unchanged} nodes.";
        return $"{changed} to change, {unchanged} unchanged" + (unknown > 0 ? $", {unknown} unreachable" : "");
    }

    private static string Key(Step step, IEnumerable<string> diff) => string.Join('\n', diff.Prepend(StepText.Of(step)));

    private void Remember(Plan plan)
    {
        _sameDiff.Clear();
        foreach (var step in plan.Nodes.SelectMany(x => x.Steps))
        {
            if (StepText.Diff(step) is not { Count: > 0 } diff) continue;
            var key = Key(step, diff);
            if (!_sameDiff.TryGetValue(key, out var nodes)) _sameDiff[key] = nodes = [];
            nodes.Add(step.Node);
        }
    }

    private void Write(NodePlan node)
    {
        console.Line($"  {node.Node.Name} ({node.Node.Address}){(node.Leaves ? ", leaves" : node.NeverRan ? ", first run" : "")}", "bold");
        if (node.HandsOver is { } part) console.Line($"    ~ hands over as {part} before it changes", "yellow");
        foreach (var step in node.Steps)
        {
            console.Line($"    {StepText.Line(step)}", StepText.Style(step));
            Diff(step);
        }
    }

    private void Diff(Step step)
    {
        if (StepText.Diff(step) is not { Count: > 0 } diff) return;
        var nodes = _sameDiff[Key(step, diff)];
        if (nodes[0] != step.Node)
        {
            console.Line($"        as on {nodes[0].Name}", "grey");
            return;
        }

        if (step is Step.WriteFile { BeforeSha256: null } && !newFiles) console.Line($"        new, {diff.Count - 1} lines", "grey");
        else foreach (var line in diff) console.Line("        " + line, Colour(line));
        if (nodes.Count > 1) console.Line($"        also on {string.Join(", ", nodes.Skip(1).Select(x => x.Name))}", "grey");
    }

    private static string Colour(string line) => line[0] switch { '+' => "green", '-' => "red", '@' => "aqua", _ => "grey" };

    private void Unchanged(Plan plan)
    {
        var nodes = plan.Nodes.Where(x => !x.HasChanges && x.Unknown is null).Select(x => x.Node.Name).ToArray();
        if (nodes.Length > 0) console.Line($"nothing to change: {string.Join(", ", nodes)}", "grey");
    }
}
