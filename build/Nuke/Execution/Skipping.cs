namespace Nuke.Common.Execution;

/// <summary>Decides before the run which targets are skipped, and which of their dependencies with them.</summary>
internal static class Skipping
{
    /// <summary>Skips the targets named, or without names all that were not invoked.</summary>
    public static void ByName(IReadOnlyCollection<ExecutableTarget> plan, IReadOnlyCollection<ExecutableTarget> named)
    {
        foreach (var target in plan.Where(target => named.Count == 0 ? !target.Invoked : named.Contains(target)))
            Skip(plan, target, "via parameter");
    }

    public static void ByStaticConditions(IReadOnlyCollection<ExecutableTarget> plan)
    {
        foreach (var target in plan.Where(target => target.Status == ExecutionStatus.Scheduled))
            if (Failing(target.StaticConditions) is { } condition)
            {
                target.OnlyWhen = condition;
                Skip(plan, target, reason: null);
            }
    }

    /// <summary>Names the conditions that do not hold; all are evaluated, so that the summary lists all.</summary>
    public static string? Failing(IReadOnlyCollection<(string Text, Func<bool> Holds)> conditions)
    {
        var failing = conditions.Where(condition => !condition.Holds()).Select(condition => condition.Text).ToArray();
        return failing.Length == 0 ? null : string.Join(" && ", failing);
    }

    /// <summary>Skips a target and the dependencies that only it needs, but never a target that was invoked by name.</summary>
    public static void Skip(IReadOnlyCollection<ExecutableTarget> plan, ExecutableTarget target, string? reason)
    {
        if (target.Status != ExecutionStatus.Scheduled) return;
        target.Status = ExecutionStatus.Skipped;
        target.Skipped = reason;
        if (target.DependencyBehavior == DependencyBehavior.Execute) return;

        foreach (var other in target.ExecutionDependencies.Concat(target.Triggers).Where(other => !other.Invoked && !IsNeeded(other)))
            Skip(plan, other, $"because of {target.Name}");

        bool IsNeeded(ExecutableTarget other) =>
            plan.Any(
                user => user.Status == ExecutionStatus.Scheduled
                    && (user.ExecutionDependencies.Contains(other) || user.Triggers.Contains(other)));
    }
}
