using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Planning;

namespace GitLabHa.Tests.Unit.Remote;

/// <summary>Keeps what steps had to say.</summary>
internal sealed class Told : IRunEvents
{
    public List<string> Details { get; } = [];

    public void StageStarted(Stage stage, IReadOnlyCollection<Node> nodes)
    {
    }

    public void StepStarted(Node node, Step step)
    {
    }

    public void StepFinished(Node node, Step step, TimeSpan duration, IRunEvents.Outcome outcome, string? detail)
    {
        if (detail is not null) Details.Add(detail);
    }

    public void NodeFinished(Node node, Stage stage, TimeSpan duration, IRunEvents.Outcome outcome)
    {
    }

    public void CommandFinished(Node node, string operation, string what, TimeSpan duration)
    {
    }

    public void Waiting(Node node, string what, string lastSeen)
    {
    }
}
