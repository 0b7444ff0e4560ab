using System.Linq.Expressions;
using Nuke.Common.Execution;
using Nuke.Common.Parameters;
using Nuke.Common.Tooling;

namespace Nuke.Common;

public abstract partial class NukeBuild
{
    /// <summary>The targets of this run, in order.</summary>
    public IReadOnlyCollection<ExecutableTarget> ExecutionPlan { get; set; } = [];

    /// <summary>The targets named on the command line.</summary>
    public IReadOnlyCollection<ExecutableTarget> InvokedTargets => [.. ExecutionPlan.Where(target => target.Invoked)];

    /// <summary>The targets left out on purpose.</summary>
    public IReadOnlyCollection<ExecutableTarget> SkippedTargets => In(ExecutionStatus.Skipped);

    /// <summary>The targets still to come.</summary>
    public IReadOnlyCollection<ExecutableTarget> ScheduledTargets => In(ExecutionStatus.Scheduled);

    /// <summary>The target running now.</summary>
    public IReadOnlyCollection<ExecutableTarget> RunningTargets => In(ExecutionStatus.Running);

    /// <summary>The targets stopped by a signal.</summary>
    public IReadOnlyCollection<ExecutableTarget> AbortedTargets => In(ExecutionStatus.Aborted);

    /// <summary>The targets that ended with an exception.</summary>
    public IReadOnlyCollection<ExecutableTarget> FailedTargets => In(ExecutionStatus.Failed);

    /// <summary>The targets that ended well.</summary>
    public IReadOnlyCollection<ExecutableTarget> SucceededTargets => In(ExecutionStatus.Succeeded);

    /// <summary>The targets that are no longer to come.</summary>
    public IReadOnlyCollection<ExecutableTarget> FinishedTargets =>
        [.. ExecutionPlan.Where(target => target.Status is not (ExecutionStatus.Scheduled or ExecutionStatus.Running))];

    /// <summary>Whether only the plan is asked for.</summary>
    public bool Plan { get; internal set; }

    /// <summary>Whether only the help is asked for.</summary>
    public bool Help { get; internal set; }

    /// <summary>Whether targets that succeeded in the last attempt are skipped.</summary>
    public bool Continue { get; internal set; }

    /// <summary>Whether the head line is left out.</summary>
    public bool NoLogo { get; set; }

    /// <summary>Whether no target has failed so far.</summary>
    public bool IsSucceeding => !IsFailing;

    /// <summary>Whether a target has failed.</summary>
    public bool IsFailing =>
        ExecutionPlan.Any(target => target.Status is ExecutionStatus.Failed or ExecutionStatus.Aborted or ExecutionStatus.NotRun);

    /// <summary>Whether no target is left to run.</summary>
    public bool IsFinished => ScheduledTargets.Count + RunningTargets.Count == 0;

    /// <summary>The exit code, where build code wants another than the engine's.</summary>
    public int? ExitCode { get; set; }

    internal ParameterValues? Parameters { get; set; }

    /// <summary>Puts pairs beside the running target in the summary.</summary>
    public void ReportSummary(Configure<Dictionary<string, string>>? configurator = null)
    {
        var target = RunningTargets.SingleOrDefault() ?? throw new InvalidOperationException("ReportSummary is for running targets.");
        var pairs = configurator?.Invoke([]) ?? [];
        target.SummaryInformation.Clear();
        foreach (var (key, value) in pairs) target.SummaryInformation.Add(key, value);
    }

    T? INukeBuild.TryGetValue<T>(Expression<Func<T>> parameterExpression)
        where T : class => (T?)ValueOf(parameterExpression);

    T? INukeBuild.TryGetValue<T>(Expression<Func<object?>> parameterExpression)
        where T : default => (T?)ValueOf(parameterExpression);

    private object? ValueOf(LambdaExpression expression)
    {
        var body = expression.Body is UnaryExpression { NodeType: ExpressionType.Convert } convert ? convert.Operand : expression.Body;
        if (body is not MemberExpression { Member: var member }) throw new ArgumentException($"'{expression}' is not a parameter.");
        if (Parameters is null) throw new InvalidOperationException($"The parameter '{member.Name}' is read before the build is set up.");
        return Parameters.Of(member);
    }

    private ExecutableTarget[] In(ExecutionStatus status) => [.. ExecutionPlan.Where(target => target.Status == status)];
}
