using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;

namespace GitLabHa.Core.Planning;

/// <summary>What happens during a run, told as it happens; calls come from several nodes at once.</summary>
public interface IRunEvents
{
    /// <summary>How a step ended.</summary>
    enum Outcome
    {
        /// <summary>It was done.</summary>
        Done,

        /// <summary>It turned out not to be needed.</summary>
        Skipped,

        /// <summary>It failed; the node stops here, unless the step may fail.</summary>
        Failed,
    }

    /// <summary>A stage begins with these nodes.</summary>
    void StageStarted(Stage stage, IReadOnlyCollection<Node> nodes);

    /// <summary>A step begins.</summary>
    void StepStarted(Node node, Step step);

    /// <summary>A step ended; the detail is masked text such as the last lines of a failure.</summary>
    void StepFinished(Node node, Step step, TimeSpan duration, Outcome outcome, string? detail);

    /// <summary>All steps of a node's stage ended; the outcome is Skipped when there was nothing to do.</summary>
    void NodeFinished(Node node, Stage stage, TimeSpan duration, Outcome outcome);

    /// <summary>A command ended that is no step of a plan.</summary>
    void CommandFinished(Node node, string operation, string what, TimeSpan duration);

    /// <summary>A step still waits for something, and this is what it saw last.</summary>
    void Waiting(Node node, string what, string lastSeen);
}
