namespace Nuke.Common.Execution;

/// <summary>Orders targets as NUKE does, so that both engines run the same plan.</summary>
internal static class Planner
{
    public static IReadOnlyList<ExecutableTarget> Plan(
        IReadOnlyList<ExecutableTarget> targets, IReadOnlyCollection<ExecutableTarget> invoked)
    {
        RequireNoCycle(targets);
        var wanted = invoked.ToHashSet();
        while (true)
        {
            var plan = Order(targets, wanted);
            var triggered = plan.SelectMany(target => target.Triggers).Except(plan).ToArray();
            if (triggered.Length == 0) return plan;
            wanted = [.. plan, .. triggered];
        }
    }

    // From the end of the plan to its start: the first declared target that no remaining target follows is the last to run.
    // So where nothing else orders them, targets run in reverse order of declaration.
    private static List<ExecutableTarget> Order(IReadOnlyList<ExecutableTarget> targets, HashSet<ExecutableTarget> wanted)
    {
        var left = targets.ToList();
        var chosen = new List<ExecutableTarget>();
        while (left.Count > 0)
        {
            var last = left.First(target => !left.Any(other => other.AllDependencies.Contains(target)));
            left.Remove(last);
            if (wanted.Contains(last) || chosen.Any(target => target.ExecutionDependencies.Contains(last))) chosen.Add(last);
        }
        chosen.Reverse();
        return chosen;
    }

    private static void RequireNoCycle(IReadOnlyList<ExecutableTarget> targets)
    {
        if (targets.FirstOrDefault(target => target.AllDependencies.Contains(target)) is { } self)
            throw new UsageException([$"Target '{self.Name}' cannot have a dependency on itself"]);

        var reach = targets.ToDictionary(target => target, Reachable);
        var cycles = targets.Where(target => reach[target].Contains(target))
            .Select(target => targets.Reverse().Where(other => reach[target].Contains(other) && reach[other].Contains(target)))
            .Select(cycle => string.Join(", ", cycle.Select(target => target.Name)))
            .Distinct().ToArray();
        if (cycles.Length > 0)
            throw new UsageException(["Circular dependencies between targets:" + string.Concat(cycles.Select(cycle => "\n - " + cycle))]);
    }

    private static HashSet<ExecutableTarget> Reachable(ExecutableTarget start)
    {
        var seen = new HashSet<ExecutableTarget>();
        var next = new Stack<ExecutableTarget>(start.AllDependencies);
        while (next.TryPop(out var target))
            if (seen.Add(target))
                foreach (var dependency in target.AllDependencies)
                    next.Push(dependency);
        return seen;
    }
}
