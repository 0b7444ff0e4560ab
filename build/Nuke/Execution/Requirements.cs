using System.Linq.Expressions;
using System.Reflection;
using Nuke.Common.Parameters;

namespace Nuke.Common.Execution;

/// <summary>Asks for everything the scheduled targets require, and lists all that is missing.</summary>
internal static class Requirements
{
    public static IReadOnlyList<string> Missing(NukeBuild build, IReadOnlyList<ParameterSpec> specs)
    {
        var missing = from target in build.ScheduledTargets
                      from requirement in target.DelegateRequirements
                      where !Holds(build, requirement)
                      select $"Target '{target.Name}' requires {Text(requirement, build, specs)}";
        return [.. missing.Distinct()];
    }

    private static string Text(LambdaExpression requirement, NukeBuild build, IReadOnlyList<ParameterSpec> specs)
    {
        if (MemberOf(requirement, build) is not { } member) return $"'{requirement.Body}'.";
        var spec = specs.FirstOrDefault(candidate => candidate.Name == ParameterSpec.NameOf(member));
        return spec is null ? $"'{member.Name}'." : ParameterValues.Missing(spec, build);
    }

    private static bool Holds(NukeBuild build, LambdaExpression requirement)
    {
        var value = MemberOf(requirement, build) switch
        {
            PropertyInfo property => property.GetValue(property.GetMethod!.IsStatic ? null : build),
            FieldInfo field => field.GetValue(field.IsStatic ? null : build),
            _ => requirement.Compile(preferInterpretation: true).DynamicInvoke(),
        };
        return value switch
        {
            null => false,
            string text => !string.IsNullOrWhiteSpace(text),
            bool flag when requirement.ReturnType == typeof(bool) => flag,
            _ => true,
        };
    }

    // Reading the member of the build directly spares compiling the expression, and gives the message a name.
    private static MemberInfo? MemberOf(LambdaExpression requirement, NukeBuild build) =>
        requirement.Body is MemberExpression { Member: (PropertyInfo or FieldInfo) and { DeclaringType: { } type } member }
            && type.IsInstanceOfType(build)
            ? member
            : null;
}
