using System.Reflection;
using Nuke.Common.ValueInjection;

namespace Nuke.Common;

/// <summary>Makes a member a parameter: set from the command line, the environment or a parameter file.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public class ParameterAttribute(string? description = null) : ValueInjectionAttributeBase
{
    /// <summary>The sentence shown in the help.</summary>
    public virtual string? Description { get; } = description;

    /// <summary>The name, where it differs from the member's.</summary>
    public string? Name { get; set; }

    /// <summary>The character between the items of an array given as one word.</summary>
    public string? Separator { get; set; }

    /// <summary>Whether the help shows the parameter.</summary>
    public virtual bool List { get; set; } = true;

    /// <summary>
    /// The type that declares <see cref="ValueProviderMember" />, where it is not the build class: an interface, for example.
    /// </summary>
    public Type? ValueProviderType { get; set; }

    /// <summary>The member that lists the allowed values: an IEnumerable&lt;string&gt;.</summary>
    public string? ValueProviderMember { get; set; }

    /// <summary>Lists the allowed values; null leaves it to <see cref="ValueProviderMember" />.</summary>
    public virtual IEnumerable<(string, object)>? GetValueSet(MemberInfo member, object instance) => null;
}
