using System.Linq.Expressions;
using System.Reflection;

namespace Nuke.Common.Execution;

/// <summary>A target as the engine runs it.</summary>
public sealed class ExecutableTarget
{
    /// <summary>The property that defines the target.</summary>
    public MemberInfo? Member { get; set; }

    /// <summary>The name by which it is invoked.</summary>
    public string Name { get; set; } = "";

    /// <summary>What the target does, in a sentence.</summary>
    public string? Description { get; set; }

    /// <summary>Whether the help shows the target.</summary>
    public bool Listed { get; set; } = true;

    /// <summary>The delegate that identifies the target.</summary>
    public Delegate? Factory { get; set; }

    /// <summary>Conditions asked just before the target.</summary>
    public List<(string, Func<bool>)> DynamicConditions { get; } = [];

    /// <summary>Conditions asked before anything runs.</summary>
    public List<(string, Func<bool>)> StaticConditions { get; } = [];

    /// <summary>What happens to the dependencies when this target is skipped.</summary>
    public DependencyBehavior DependencyBehavior { get; internal set; }

    /// <summary>Whether the target runs after another one has failed.</summary>
    public bool AssuredAfterFailure { get; internal set; }

    /// <summary>Whether the run goes on after this target's failure.</summary>
    public bool ProceedAfterFailure { get; internal set; }

    /// <summary>What must be given or true before anything runs.</summary>
    public List<LambdaExpression> DelegateRequirements { get; } = [];

    /// <summary>The work, in order.</summary>
    public List<Action> Actions { get; } = [];

    /// <summary>Targets that run before and are pulled into the plan.</summary>
    public List<ExecutableTarget> ExecutionDependencies { get; } = [];

    /// <summary>Targets that run before, if they are in the plan.</summary>
    public List<ExecutableTarget> OrderDependencies { get; } = [];

    /// <summary>Targets that pull this one into the plan.</summary>
    public List<ExecutableTarget> TriggerDependencies { get; } = [];

    /// <summary>Targets that this one pulls into the plan.</summary>
    public List<ExecutableTarget> Triggers { get; } = [];

    /// <summary>Every target that comes before this one.</summary>
    public IReadOnlyCollection<ExecutableTarget> AllDependencies =>
        [.. ExecutionDependencies.Concat(OrderDependencies).Concat(TriggerDependencies).Distinct()];

    /// <summary>Files that the target makes.</summary>
    public List<string> ArtifactProducts { get; } = [];

    /// <summary>How long the target has run.</summary>
    public TimeSpan Duration { get; internal set; }

    /// <summary>Whether the target runs when none is named.</summary>
    public bool IsDefault { get; set; }

    /// <summary>How far the target has come.</summary>
    public ExecutionStatus Status { get; set; }

    /// <summary>Whether the target was named on the command line.</summary>
    public bool Invoked { get; set; }

    /// <summary>What the summary says beside the target.</summary>
    public Dictionary<string, string> SummaryInformation { get; } = [];

    /// <summary>Why the target was skipped.</summary>
    public string? Skipped { get; set; }

    /// <summary>The conditions that did not hold.</summary>
    public string? OnlyWhen { get; set; }
}
