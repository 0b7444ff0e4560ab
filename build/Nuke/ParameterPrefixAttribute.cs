namespace Nuke.Common;

/// <summary>Puts a prefix before the names of all parameters of a component interface.</summary>
[AttributeUsage(AttributeTargets.Interface, Inherited = false)]
public sealed class ParameterPrefixAttribute : Attribute
{
    /// <summary>Creates the attribute; a trailing "Prefix" in the text is dropped, so that nameof of a marker fits.</summary>
    public ParameterPrefixAttribute(string prefix) =>
        Prefix = prefix.EndsWith(nameof(Prefix), StringComparison.Ordinal) ? prefix[..^nameof(Prefix).Length] : prefix;

    /// <summary>The text before each name.</summary>
    public string Prefix { get; }
}
