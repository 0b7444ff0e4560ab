using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Planning;
using GitLabHa.Reporting.Plans;
using Spectre.Console;

namespace GitLabHa.Reporting.Progress;

/// <summary>Shows a run as one line per event: for CI, pipes and NO_COLOR.</summary>
public sealed class ProgressLines(IAnsiConsole console) : IRunEvents
{
    private readonly Lock _one = new();

    /// <inheritdoc />
    public void StageStarted(Stage stage, IReadOnlyCollection<Node> nodes) =>
        Line($"{stage}: {string.Join(", ", nodes.Select(x => x.Name))}", "bold");

    /// <inheritdoc />
    public void StepStarted(Node node, Step step) => Line($"{node.Name}: {StepText.Of(step)} …");

    /// <inheritdoc />
    public void StepFinished(Node node, Step step, TimeSpan duration, IRunEvents.Outcome outcome, string? detail)
    {
        var style = outcome == IRunEvents.Outcome.Failed ? "red" : "default";
        Line($"{node.Name}: {Word(outcome)} {StepText.Of(step)} ({duration.Short()})", style, detail);
    }

    /// <inheritdoc />
    public void NodeFinished(Node node, Stage stage, TimeSpan duration, IRunEvents.Outcome outcome) =>
        Line($"{node.Name}: {stage} {Word(outcome)} ({duration.Short()})", outcome == IRunEvents.Outcome.Failed ? "red" : "green");

    /// <inheritdoc />
    public void CommandFinished(Node node, string operation, string what, TimeSpan duration)
    {
    }

    /// <inheritdoc />
    public void Waiting(Node node, string what, string lastSeen) =>
        Line($"{node.Name}: still waiting until {what}; last seen: {lastSeen}", "grey");

    internal static string Word(IRunEvents.Outcome outcome) => outcome switch
    {
        IRunEvents.Outcome.Done => "done",
        IRunEvents.Outcome.Skipped => "not needed",
        _ => "FAILED",
    };

    private void Line(string line, string style = "default", string? detail = null)
    {
        lock (_one)
        {
            console.Line(line, style);
            foreach (var more in detail?.Split('\n', StringSplitOptions.RemoveEmptyEntries) ?? []) console.Line("    " + more, "grey");
        }
    }
}
