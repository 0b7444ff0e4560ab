using System.Linq.Expressions;
using System.Reflection;

namespace Nuke.Common.Execution;

/// <summary>Writes a definition to its executable target.</summary>
internal sealed partial class TargetDefinition(
    NukeBuild build, ExecutableTarget target, IReadOnlyList<ExecutableTarget> all) : ITargetDefinition
{
    public ITargetDefinition Description(string description) => Set(() => target.Description = description);

    public ITargetDefinition Executes(params Action[] actions) => Set(() => target.Actions.AddRange(actions));

    public ITargetDefinition Executes(Func<Task> action) => Set(() => target.Actions.Add(() => action().GetAwaiter().GetResult()));

    // An async lambda that returns a value binds here, and its task must not be dropped.
    public ITargetDefinition Executes<T>(Func<T> action) =>
        Set(() => target.Actions.Add(() => (action() as Task)?.GetAwaiter().GetResult()));

    public ITargetDefinition OnlyWhenDynamic(Func<bool> condition, string? conditionExpression = null) =>
        Set(() => target.DynamicConditions.Add((TextOf(conditionExpression), condition)));

    public ITargetDefinition OnlyWhenStatic(Func<bool> condition, string? conditionExpression = null) =>
        Set(() => target.StaticConditions.Add((TextOf(conditionExpression), condition)));

    public ITargetDefinition Requires<T>(Expression<Func<T>> parameterRequirement, params Expression<Func<T>>[] parameterRequirements)
        where T : class? => Set(() => target.DelegateRequirements.AddRange([parameterRequirement, .. parameterRequirements]));

    public ITargetDefinition Requires<T>(Expression<Func<T?>> parameterRequirement, params Expression<Func<T?>>[] parameterRequirements)
        where T : struct => Set(() => target.DelegateRequirements.AddRange([parameterRequirement, .. parameterRequirements]));

    public ITargetDefinition Requires(Expression<Func<bool>> requirement, params Expression<Func<bool>>[] requirements) =>
        Set(() => target.DelegateRequirements.AddRange([requirement, .. requirements]));

    public ITargetDefinition WhenSkipped(DependencyBehavior dependencyBehavior) =>
        Set(() => target.DependencyBehavior = dependencyBehavior);

    public ITargetDefinition AssuredAfterFailure() => Set(() => target.AssuredAfterFailure = true);

    public ITargetDefinition ProceedAfterFailure() => Set(() => target.ProceedAfterFailure = true);

    public ITargetDefinition Unlisted() => Set(() => target.Listed = false);

    public ITargetDefinition Produces(params string[] artifacts) => Set(() => target.ArtifactProducts.AddRange(artifacts));

    public ITargetDefinition Inherit(params Target[] targets) =>
        targets.Aggregate((ITargetDefinition)this, (definition, inherited) => inherited(definition));

    public ITargetDefinition Inherit<T>(params Expression<Func<T, Target>>[] targets) =>
        Inherit([.. targets.Select(expression => NonVirtual((PropertyInfo)((MemberExpression)expression.Body).Member))]);

    public ITargetDefinition Base()
    {
        var property = target.Member!.DeclaringType!.BaseType?.GetProperty(
            target.Name, BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic);
        return Inherit(
            NonVirtual(property ?? throw new InvalidOperationException($"Target '{target.Name}' has no definition in a base class.")));
    }

    // The usual call would end in the override that asks for its base.
    private Target NonVirtual(PropertyInfo property)
    {
        var getter = (Func<Target>)Activator.CreateInstance(
            typeof(Func<Target>), build, property.GetMethod!.MethodHandle.GetFunctionPointer())!;
        return getter();
    }

    private static string TextOf(string? expression) => (expression ?? "").Replace("() =>", "", StringComparison.Ordinal).Trim();

    private TargetDefinition Set(Action change)
    {
        change();
        return this;
    }
}
