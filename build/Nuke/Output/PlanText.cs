using Nuke.Common.Execution;

namespace Nuke.Common.Output;

/// <summary>The answer to --plan: the targets in order, and why each of them is in the plan.</summary>
internal static class PlanText
{
    public static string Of(IReadOnlyCollection<ExecutableTarget> plan)
    {
        if (plan.Count == 0) return "The plan is empty: no target was named, and there is no default one.";
        var nameWidth = plan.Max(target => target.Name.Length);
        var lines = plan.Select((target, index) => $"{index + 1,3}. {target.Name.PadRight(nameWidth)}  {Why(target, plan)}");
        return string.Join('\n', lines.Prepend("Plan, in order:"));
    }

    private static string Why(ExecutableTarget target, IReadOnlyCollection<ExecutableTarget> plan)
    {
        var reasons = new List<string>();
        Add("needed by", plan.Where(other => other.ExecutionDependencies.Contains(target)));
        Add("triggered by", plan.Where(other => other.Triggers.Contains(target)));
        if (target.Invoked) reasons.Insert(0, "invoked");
        else if (reasons.Count == 0 && target.IsDefault) reasons.Add("default");
        Add("after", plan.Where(other => target.AllDependencies.Contains(other)));
        if (target.Skipped is { } reason) reasons.Add($"skipped {reason}");
        if (target.OnlyWhen is { } condition) reasons.Add($"skipped unless {condition}");
        return string.Join("; ", reasons);

        void Add(string word, IEnumerable<ExecutableTarget> others)
        {
            var names = string.Join(", ", others.Select(other => other.Name));
            if (names is not "") reasons.Add($"{word} {names}");
        }
    }
}
