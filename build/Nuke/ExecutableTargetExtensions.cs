using Nuke.Common.Execution;

namespace Nuke.Common;

/// <summary>Lets build code ask for a target by its property.</summary>
public static class ExecutableTargetExtensions
{
    /// <summary>Whether the target is among these.</summary>
    public static bool Contains(this IEnumerable<ExecutableTarget> targets, Target target) =>
        targets.Any(candidate => Equals(candidate.Factory, target));
}
