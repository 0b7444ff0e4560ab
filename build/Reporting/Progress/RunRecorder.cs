using System.Collections.Concurrent;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Planning;
using GitLabHa.Reporting.Plans;

namespace GitLabHa.Reporting.Progress;

/// <summary>Keeps the times of all steps of a run, for the critical path, and passes the events on.</summary>
public sealed class RunRecorder(TimeProvider clock) : IRunEvents
{
    private readonly ConcurrentQueue<TimedStep> _steps = new();
    private Stage _stage;

    /// <summary>The listener that the events are passed on to, if there is one.</summary>
    public IRunEvents? Next { get; set; }

    /// <summary>The steps that ended so far.</summary>
    public IReadOnlyList<TimedStep> Steps => [.. _steps];

    /// <summary>Adds work that is not a step of a plan.</summary>
    public void Record(TimedStep step) => _steps.Enqueue(step);

    /// <inheritdoc />
    public void StageStarted(Stage stage, IReadOnlyCollection<Node> nodes)
    {
        _stage = stage;
        Next?.StageStarted(stage, nodes);
    }

    /// <inheritdoc />
    public void StepStarted(Node node, Step step) => Next?.StepStarted(node, step);

    /// <inheritdoc />
    public void StepFinished(Node node, Step step, TimeSpan duration, IRunEvents.Outcome outcome, string? detail)
    {
        var end = clock.GetUtcNow();
        _steps.Enqueue(new TimedStep(node.Name, _stage.ToString(), StepText.Of(step), step is Step.Await, end - duration, end));
        Next?.StepFinished(node, step, duration, outcome, detail);
    }

    /// <inheritdoc />
    public void NodeFinished(Node node, Stage stage, TimeSpan duration, IRunEvents.Outcome outcome) =>
        Next?.NodeFinished(node, stage, duration, outcome);

    /// <inheritdoc />
    public void CommandFinished(Node node, string operation, string what, TimeSpan duration)
    {
        var end = clock.GetUtcNow();
        _steps.Enqueue(new TimedStep(node.Name, operation, what, false, end - duration, end));
        Next?.CommandFinished(node, operation, what, duration);
    }

    /// <inheritdoc />
    public void Waiting(Node node, string what, string lastSeen) => Next?.Waiting(node, what, lastSeen);
}
