using System.Linq.Expressions;
using Nuke.Common.Execution;
using Nuke.Common.IO;
using Nuke.Common.Tooling;

namespace Nuke.Common;

/// <summary>The members of the build that component interfaces can use.</summary>
public interface INukeBuild
{
    /// <summary>The folder that holds the .nuke folder.</summary>
    AbsolutePath RootDirectory { get; }

    /// <summary>The folder for temporary files.</summary>
    AbsolutePath TemporaryDirectory { get; }

    /// <summary>How much of the log reaches the console.</summary>
    Verbosity Verbosity { get; }

    /// <summary>Where the build runs.</summary>
    Host Host { get; }

    /// <summary>Whether only the plan is asked for.</summary>
    bool Plan { get; }

    /// <summary>Whether only the help is asked for.</summary>
    bool Help { get; }

    /// <summary>Whether the head line is left out.</summary>
    bool NoLogo { get; }

    /// <summary>Whether a person started the build.</summary>
    bool IsLocalBuild { get; }

    /// <summary>Whether a build server started the build.</summary>
    bool IsServerBuild { get; }

    /// <summary>Whether targets that succeeded in the last attempt are skipped.</summary>
    bool Continue { get; }

    /// <summary>The targets of this run, in order.</summary>
    IReadOnlyCollection<ExecutableTarget> ExecutionPlan { get; }

    /// <summary>The targets named on the command line.</summary>
    IReadOnlyCollection<ExecutableTarget> InvokedTargets { get; }

    /// <summary>The targets left out on purpose.</summary>
    IReadOnlyCollection<ExecutableTarget> SkippedTargets { get; }

    /// <summary>The targets still to come.</summary>
    IReadOnlyCollection<ExecutableTarget> ScheduledTargets { get; }

    /// <summary>The target running now.</summary>
    IReadOnlyCollection<ExecutableTarget> RunningTargets { get; }

    /// <summary>The targets stopped by a signal.</summary>
    IReadOnlyCollection<ExecutableTarget> AbortedTargets { get; }

    /// <summary>The targets that ended with an exception.</summary>
    IReadOnlyCollection<ExecutableTarget> FailedTargets { get; }

    /// <summary>The targets that ended well.</summary>
    IReadOnlyCollection<ExecutableTarget> SucceededTargets { get; }

    /// <summary>The targets that are no longer to come.</summary>
    IReadOnlyCollection<ExecutableTarget> FinishedTargets { get; }

    /// <summary>Whether no target has failed so far.</summary>
    bool IsSucceeding { get; }

    /// <summary>Whether a target has failed.</summary>
    bool IsFailing { get; }

    /// <summary>Whether no target is left to run.</summary>
    bool IsFinished { get; }

    /// <summary>The exit code, where build code wants another than the engine's.</summary>
    int? ExitCode { get; set; }

    /// <summary>Puts pairs beside the running target in the summary.</summary>
    void ReportSummary(Configure<Dictionary<string, string>>? configurator = null);

    /// <summary>Reads a parameter of a component, or nothing if it was not given.</summary>
    T? TryGetValue<T>(Expression<Func<T>> parameterExpression)
        where T : class?;

    /// <summary>Reads a parameter of a component that is a value type.</summary>
    T? TryGetValue<T>(Expression<Func<object?>> parameterExpression);
}
