using System.Reflection;

namespace Nuke.Common.Parameters;

/// <summary>A parameter as the command line, the environment, the files, the help and the schema see it.</summary>
internal sealed record ParameterSpec
{
    private const BindingFlags Declared = BindingFlags.Instance | BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic;

    public required string Name { get; init; }

    public required Type Type { get; init; }

    public string? Description { get; init; }

    public string? Separator { get; init; }

    public bool Secret { get; init; }

    public bool Required { get; init; }

    public bool Listed { get; init; } = true;

    /// <summary>Whether the environment and the files may set it; a target or a plan must be asked for on the command line.</summary>
    public bool Ambient { get; init; } = true;

    public MemberInfo? Member { get; init; }

    public ParameterAttribute? Attribute { get; init; }

    public string Option => "--" + OptionName.Dashed(Name);

    public string Variable => "NUKE_" + OptionName.Dashed(Name).Replace('-', '_').ToUpperInvariant();

    public Type ElementType => Type.IsArray ? Type.GetElementType()! : Nullable.GetUnderlyingType(Type) ?? Type;

    public bool IsSwitch => ElementType == typeof(bool) && !Type.IsArray;

    /// <summary>Lists the values that are allowed, or nothing if any value of the type will do.</summary>
    public string[] AllowedBy(NukeBuild build) =>
        [.. (Member is null ? null : Attribute?.GetValueSet(Member, build)?.Select(item => item.Item1))
            ?? ValueProvider.Values(this, build)
            ?? (ElementType.IsEnum ? Enum.GetNames(ElementType) : [])];

    public static string NameOf(MemberInfo member) =>
        member.DeclaringType?.GetCustomAttribute<ParameterPrefixAttribute>(inherit: false)?.Prefix
        + (member.GetCustomAttribute<ParameterAttribute>()?.Name ?? member.Name);

    /// <summary>Lists the members of a build with the attribute; the class's own hide those of its interfaces.</summary>
    public static IReadOnlyList<ParameterSpec> Of(Type build)
    {
        var members = Ancestors(build).Concat(build.GetInterfaces())
            .SelectMany(type => type.GetMembers(Declared | BindingFlags.DeclaredOnly));
        return [.. members.Where(member => member is PropertyInfo or FieldInfo && member.IsDefined(typeof(ParameterAttribute)))
            .Select(Of).DistinctBy(spec => OptionName.Key(spec.Name)).OrderBy(spec => spec.Option, StringComparer.Ordinal)];
    }

    private static ParameterSpec Of(MemberInfo member)
    {
        var attribute = member.GetCustomAttribute<ParameterAttribute>()!;
        return new ParameterSpec
        {
            Name = NameOf(member),
            Type = member is PropertyInfo property ? property.PropertyType : ((FieldInfo)member).FieldType,
            Description = attribute.Description,
            Separator = attribute.Separator,
            Secret = member.IsDefined(typeof(SecretAttribute)),
            Required = member.IsDefined(typeof(RequiredAttribute)),
            Listed = attribute.List,
            Member = member,
            Attribute = attribute,
        };
    }

    private static IEnumerable<Type> Ancestors(Type? type)
    {
        for (; type is not null && type != typeof(NukeBuild); type = type.BaseType) yield return type;
    }
}
