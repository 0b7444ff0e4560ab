using System.Reflection;

namespace Nuke.Common.Execution;

/// <summary>Finds the target properties of a build class and its components.</summary>
internal static class TargetProperties
{
    private const BindingFlags Members = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    /// <summary>
    /// Lists the class's own first, then those of its interfaces: the order decides between targets without another order.
    /// </summary>
    public static IReadOnlyList<PropertyInfo> Of(Type build)
    {
        var own = build.GetProperties(Members).Where(IsTarget).DistinctBy(property => property.Name).ToArray();
        var inherited = build.GetInterfaces().SelectMany(component => component.GetProperties(Members)).Where(IsTarget)
            .Where(property => !own.Any(candidate => candidate.Name == property.Name && candidate.GetMethod!.IsPublic)).ToArray();
        var problems = own.Concat(inherited).GroupBy(property => property.Name, StringComparer.OrdinalIgnoreCase)
            .Where(group => group.Count() > 1)
            .Select(group => (group.Key, Owners: string.Join(" and ", group.Select(property => property.DeclaringType!.Name))))
            .Select(twice => $"Target '{twice.Key}' is defined by {twice.Owners}; define it in {build.Name} as a public property.")
                .ToArray();
        return problems.Length == 0 ? [.. own, .. inherited] : throw new UsageException(problems);
    }

    // The dotted name of an explicit implementation is reached through its interface.
    private static bool IsTarget(PropertyInfo property) =>
        property.PropertyType == typeof(Target) && !property.Name.Contains('.', StringComparison.Ordinal);
}
