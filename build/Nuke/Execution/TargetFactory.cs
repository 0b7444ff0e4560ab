using System.Reflection;

namespace Nuke.Common.Execution;

/// <summary>Makes executable targets of the target properties of a build.</summary>
internal static class TargetFactory
{
    public static IReadOnlyList<ExecutableTarget> Create(
        NukeBuild build, IReadOnlyList<PropertyInfo> properties, IReadOnlyCollection<string> defaults)
    {
        ExecutableTarget[] targets = [.. properties.Select(property => new ExecutableTarget
        {
            Name = property.Name,
            Member = property,
            Factory = (Target?)property.GetValue(build)
                ?? throw new InvalidOperationException($"Target '{property.Name}' has no definition."),
            IsDefault = defaults.Contains(property.Name),
        })];

        // Every target must exist before the first definition names another one.
        foreach (var target in targets) ((Target)target.Factory!)(new TargetDefinition(build, target, targets));
        return targets;
    }
}
