namespace Nuke.Common.Execution;

/// <summary>The calls that order targets and make them depend on each other.</summary>
internal sealed partial class TargetDefinition
{
    public ITargetDefinition DependsOn(params Target[] targets) => Each(targets, other => target.ExecutionDependencies.Add(other));

    public ITargetDefinition DependsOn<T>(params Func<T, Target>[] targets) => DependsOn(Of(targets));

    public ITargetDefinition TryDependsOn<T>(params Func<T, Target>[] targets) => build is T ? DependsOn(targets) : this;

    public ITargetDefinition DependentFor(params Target[] targets) => Each(targets, other => other.ExecutionDependencies.Add(target));

    public ITargetDefinition DependentFor<T>(params Func<T, Target>[] targets) => DependentFor(Of(targets));

    public ITargetDefinition Before(params Target[] targets) => Each(targets, other => other.OrderDependencies.Add(target));

    public ITargetDefinition Before<T>(params Func<T, Target>[] targets) => Before(Of(targets));

    public ITargetDefinition TryBefore<T>(params Func<T, Target>[] targets) => build is T ? Before(targets) : this;

    public ITargetDefinition After(params Target[] targets) => Each(targets, other => target.OrderDependencies.Add(other));

    public ITargetDefinition After<T>(params Func<T, Target>[] targets) => After(Of(targets));

    public ITargetDefinition TryAfter<T>(params Func<T, Target>[] targets) => build is T ? After(targets) : this;

    public ITargetDefinition Triggers(params Target[] targets) => Each(targets, other => Trigger(target, other));

    public ITargetDefinition Triggers<T>(params Func<T, Target>[] targets) => Triggers(Of(targets));

    public ITargetDefinition TriggeredBy(params Target[] targets) => Each(targets, other => Trigger(other, target));

    public ITargetDefinition TriggeredBy<T>(params Func<T, Target>[] targets) => TriggeredBy(Of(targets));

    private static void Trigger(ExecutableTarget first, ExecutableTarget second)
    {
        first.Triggers.Add(second);
        second.TriggerDependencies.Add(first);
    }

    private TargetDefinition Each(Target[] targets, Action<ExecutableTarget> tie)
    {
        foreach (var factory in targets)
        {
            var other = all.FirstOrDefault(candidate => Equals(candidate.Factory, factory))
                ?? throw new InvalidOperationException(
                    $"Target '{target.Name}' names a target that is no property of {build.GetType().Name} or its components.");
            tie(other);
        }
        return this;
    }

    private Target[] Of<T>(Func<T, Target>[] targets)
    {
        if (build is not T component)
            throw new InvalidOperationException(
                $"Target '{target.Name}' needs the component {typeof(T).Name}, which {build.GetType().Name} does not have.");
        if (targets.Length > 0) return [.. targets.Select(select => select(component))];

        var properties = typeof(T).GetProperties().Where(property => property.PropertyType == typeof(Target)).ToArray();
        return properties.Length == 1
            ? [(Target)properties[0].GetValue(build)!]
            : throw new InvalidOperationException(
                $"Target '{target.Name}' cannot name the component {typeof(T).Name} alone, since that has {properties.Length} targets.");
    }
}
