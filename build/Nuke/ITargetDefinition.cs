using System.Linq.Expressions;
using System.Runtime.CompilerServices;

namespace Nuke.Common;

/// <summary>The definition of a target; every call returns the definition itself.</summary>
public interface ITargetDefinition
{
    /// <summary>Says in a sentence what the target does.</summary>
    ITargetDefinition Description(string description);

    /// <summary>Adds work.</summary>
    ITargetDefinition Executes(params Action[] actions);

    /// <summary>Adds work whose result is dropped; a task among the results is awaited.</summary>
    ITargetDefinition Executes<T>(Func<T> action);

    /// <summary>Adds work that is awaited.</summary>
    ITargetDefinition Executes(Func<Task> action);

    /// <summary>Pulls targets into the plan, before this one.</summary>
    ITargetDefinition DependsOn(params Target[] targets);

    /// <summary>Pulls targets of a component into the plan, before this one.</summary>
    ITargetDefinition DependsOn<T>(params Func<T, Target>[] targets);

    /// <summary>Does as DependsOn, if the build has the component.</summary>
    ITargetDefinition TryDependsOn<T>(params Func<T, Target>[] targets);

    /// <summary>Is pulled into the plan by targets, before them.</summary>
    ITargetDefinition DependentFor(params Target[] targets);

    /// <summary>Is pulled into the plan by targets of a component, before them.</summary>
    ITargetDefinition DependentFor<T>(params Func<T, Target>[] targets);

    /// <summary>Runs before targets, if they are in the plan.</summary>
    ITargetDefinition Before(params Target[] targets);

    /// <summary>Runs before targets of a component, if they are in the plan.</summary>
    ITargetDefinition Before<T>(params Func<T, Target>[] targets);

    /// <summary>Does as Before, if the build has the component.</summary>
    ITargetDefinition TryBefore<T>(params Func<T, Target>[] targets);

    /// <summary>Runs after targets, if they are in the plan.</summary>
    ITargetDefinition After(params Target[] targets);

    /// <summary>Runs after targets of a component, if they are in the plan.</summary>
    ITargetDefinition After<T>(params Func<T, Target>[] targets);

    /// <summary>Does as After, if the build has the component.</summary>
    ITargetDefinition TryAfter<T>(params Func<T, Target>[] targets);

    /// <summary>Pulls targets into the plan, after this one.</summary>
    ITargetDefinition Triggers(params Target[] targets);

    /// <summary>Pulls targets of a component into the plan, after this one.</summary>
    ITargetDefinition Triggers<T>(params Func<T, Target>[] targets);

    /// <summary>Is pulled into the plan by targets, after them.</summary>
    ITargetDefinition TriggeredBy(params Target[] targets);

    /// <summary>Is pulled into the plan by targets of a component, after them.</summary>
    ITargetDefinition TriggeredBy<T>(params Func<T, Target>[] targets);

    /// <summary>Skips the target unless the condition holds just before it would run.</summary>
    ITargetDefinition OnlyWhenDynamic(
        Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string? conditionExpression = null);

    /// <summary>Skips the target unless the condition holds before anything runs.</summary>
    ITargetDefinition OnlyWhenStatic(
        Func<bool> condition, [CallerArgumentExpression(nameof(condition))] string? conditionExpression = null);

    /// <summary>Refuses the run unless the parameters are given.</summary>
    ITargetDefinition Requires<T>(Expression<Func<T>> parameterRequirement, params Expression<Func<T>>[] parameterRequirements)
        where T : class?;

    /// <summary>Refuses the run unless the parameters are given.</summary>
    ITargetDefinition Requires<T>(Expression<Func<T?>> parameterRequirement, params Expression<Func<T?>>[] parameterRequirements)
        where T : struct;

    /// <summary>Refuses the run unless all is true.</summary>
    ITargetDefinition Requires(Expression<Func<bool>> requirement, params Expression<Func<bool>>[] requirements);

    /// <summary>Says what happens to the dependencies when the target is skipped.</summary>
    ITargetDefinition WhenSkipped(DependencyBehavior dependencyBehavior);

    /// <summary>Runs the target even after another one has failed.</summary>
    ITargetDefinition AssuredAfterFailure();

    /// <summary>Lets the run go on after this target's failure.</summary>
    ITargetDefinition ProceedAfterFailure();

    /// <summary>Hides the target from the help.</summary>
    ITargetDefinition Unlisted();

    /// <summary>Takes over the definition of the same target in the base class.</summary>
    ITargetDefinition Base();

    /// <summary>Takes over the definitions of other targets.</summary>
    ITargetDefinition Inherit(params Target[] targets);

    /// <summary>Takes over the default definition of a component.</summary>
    ITargetDefinition Inherit<T>(params Expression<Func<T, Target>>[] targets);

    /// <summary>Names the files that the target makes.</summary>
    ITargetDefinition Produces(params string[] artifacts);
}
