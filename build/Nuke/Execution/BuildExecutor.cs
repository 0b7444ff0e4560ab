using System.Diagnostics;
using Nuke.Common.Output;
using Serilog;

namespace Nuke.Common.Execution;

/// <summary>Runs the scheduled targets of a plan, one after the other.</summary>
internal sealed class BuildExecutor(NukeBuild build, BuildConsole console, AttemptLog attempts, Func<bool> isCancelled)
{
    private bool stopped;

    public void Run()
    {
        foreach (var target in build.ExecutionPlan)
        {
            if (stopped || isCancelled()) break;
            Visit(target);
        }
        // Targets that run in any case, such as one that releases a lock, also run after a signal.
        foreach (var target in build.ScheduledTargets.Where(target => target.AssuredAfterFailure)) Visit(target);
        foreach (var target in build.ScheduledTargets) target.Status = ExecutionStatus.NotRun;
    }

    private void Visit(ExecutableTarget target)
    {
        if (target.Status == ExecutionStatus.Scheduled && attempts.Succeeded.Contains(target.Name))
            Leave(target, "succeeded in the last attempt");
        else if (target.Status == ExecutionStatus.Scheduled
            && Guarded(target, () => Skipping.Failing(target.DynamicConditions)) is { } condition)
        {
            target.OnlyWhen = condition;
            Skipping.Skip(build.ExecutionPlan, target, reason: null);
        }

        if (target.Status == ExecutionStatus.Skipped) build.OnTargetSkipped(target.Name);
        else if (target.Status == ExecutionStatus.Scheduled && target.Actions.Count == 0) target.Status = ExecutionStatus.Collective;
        else if (target.Status == ExecutionStatus.Scheduled) Execute(target);
    }

    private void Execute(ExecutableTarget target)
    {
        using var block = console.Block(target.Name);
        var started = Stopwatch.GetTimestamp();
        Guarded(target, () =>
        {
            target.Status = ExecutionStatus.Running;
            build.OnTargetRunning(target.Name);
            foreach (var action in target.Actions) action();
            target.Duration = Stopwatch.GetElapsedTime(started);
            target.Status = ExecutionStatus.Succeeded;
            attempts.Add(target);
            build.OnTargetSucceeded(target.Name);
            return null;
        });
        target.Duration = Stopwatch.GetElapsedTime(started);
    }

    private string? Guarded(ExecutableTarget target, Func<string?> work)
    {
        try
        {
            return work();
        }
        catch (Exception exception)
        {
            Fail(target, Failures.Unwrap(exception));
            return null;
        }
    }

    private void Fail(ExecutableTarget target, Exception exception)
    {
        var aborted = isCancelled() && exception is OperationCanceledException;
        if (aborted) Log.Warning("Target {Target:l} was interrupted", target.Name);
        else if (Failures.IsOperators(exception)) Log.Error("{Message:l}", Failures.Describe(exception));
        else Log.Error(exception, "Target {Target:l} has thrown an exception", target.Name);

        if (target.SummaryInformation.Count == 0)
            target.SummaryInformation.Add(exception.GetType().Name, exception.Message.Split('\n')[0].TrimEnd());
        target.Status = aborted ? ExecutionStatus.Aborted : ExecutionStatus.Failed;
        stopped |= !target.ProceedAfterFailure;
        build.OnTargetFailed(target.Name);
    }

    private static void Leave(ExecutableTarget target, string reason)
    {
        target.Status = ExecutionStatus.Skipped;
        target.Skipped = reason;
    }
}
