using System.Reflection;
using Nuke.Common.ValueInjection;

namespace Nuke.Common;

/// <summary>Makes a member a parameter: set from the command line, the environment or a parameter file.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public class ParameterAttribute(string? description = null) : ValueInjectionAttributeBase
{
    private const BindingFlags AnyMember =
        BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.FlattenHierarchy;

    /// <summary>The sentence shown in the help.</summary>
    public virtual string? Description { get; } = description;

    /// <summary>The name, where it differs from the member's.</summary>
    public string? Name { get; set; }

    /// <summary>The character between the items of an array given as one word.</summary>
    public string? Separator { get; set; }

    /// <summary>Whether the help shows the parameter.</summary>
    public virtual bool List { get; set; } = true;

    /// <summary>The type that holds <see cref="ValueProviderMember" />, where it is not the build class.</summary>
    public Type? ValueProviderType { get; set; }

    /// <summary>The member that lists the allowed values.</summary>
    public string? ValueProviderMember { get; set; }

    /// <summary>Lists the allowed values, or nothing if any value will do.</summary>
    public virtual IEnumerable<(string, object)> GetValueSet(MemberInfo member, object instance)
    {
        if (ValueProviderMember is null) return [];

        var type = ValueProviderType ?? instance.GetType();
        var provider = type.GetMember(ValueProviderMember, AnyMember).Concat(type.GetInterfaces().SelectMany(i => i.GetMember(ValueProviderMember, AnyMember)))
            .FirstOrDefault() ?? throw new MissingMemberException(type.Name, ValueProviderMember);
        var values = provider switch
        {
            PropertyInfo property => property.GetValue(property.GetMethod!.IsStatic ? null : instance),
            FieldInfo field => field.GetValue(field.IsStatic ? null : instance),
            MethodInfo method => method.Invoke(method.IsStatic ? null : instance, []),
            _ => null,
        };
        return ((System.Collections.IEnumerable)values!).Cast<object>().Select(value => (value.ToString()!, value));
    }
}
