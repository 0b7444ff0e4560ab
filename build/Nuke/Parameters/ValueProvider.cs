using System.Reflection;

namespace Nuke.Common.Parameters;

/// <summary>
/// The member that lists the values of a parameter, found exactly where NUKE looks: in the type that is named, or in the build class.
/// NUKE does not look into the interfaces of the build class, and then accepts any value with a warning.
/// </summary>
internal static class ValueProvider
{
    private const BindingFlags All =
        BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.FlattenHierarchy;

    /// <summary>Lists the values in the order of their names, or nothing where the parameter names no member.</summary>
    public static IEnumerable<string>? Values(ParameterSpec spec, NukeBuild build) =>
        spec.Attribute?.ValueProviderMember is null ? null : Find(spec, build.GetType()) switch
        {
            [PropertyInfo property] => Ordered(property.GetValue(property.GetMethod!.IsStatic ? null : build)),
            [FieldInfo field] => Ordered(field.GetValue(field.IsStatic ? null : build)),
            [MethodInfo method] => Ordered(method.Invoke(method.IsStatic ? null : build, [])),
            _ => throw new InvalidOperationException(Problem(spec, build.GetType())),
        };

    /// <summary>Says what prevents NUKE from finding the values, or nothing.</summary>
    public static string? Problem(ParameterSpec spec, Type build)
    {
        if (spec.Attribute?.ValueProviderMember is not { } name) return null;
        var place = (spec.Attribute.ValueProviderType ?? build).Name;
        return Find(spec, build) switch
        {
            [var member] when TypeOf(member) == typeof(IEnumerable<string>) => null,
            [_] => $"{spec.Option}: '{place}.{name}' lists its values and must have the type IEnumerable<string>.",
            [] => $"{spec.Option}: '{place}' declares no '{name}' that lists its values.{Declarer(name, build)}",
            _ => $"{spec.Option}: '{place}' declares more than one '{name}'.",
        };
    }

    private static MemberInfo[] Find(ParameterSpec spec, Type build) =>
        (spec.Attribute!.ValueProviderType ?? build).GetMember(spec.Attribute.ValueProviderMember!, All);

    private static string Declarer(string name, Type build) =>
        build.GetInterfaces().FirstOrDefault(type => type.GetMember(name, All).Length > 0) is { } found
            ? $" Add: ValueProviderType = typeof({found.Name})."
            : "";

    private static Type? TypeOf(MemberInfo member) => member switch
    {
        PropertyInfo property => property.PropertyType,
        FieldInfo field => field.FieldType,
        MethodInfo method => method.ReturnType,
        _ => null,
    };

    private static IEnumerable<string> Ordered(object? values) => ((IEnumerable<string>)values!).Order(StringComparer.Ordinal);
}
