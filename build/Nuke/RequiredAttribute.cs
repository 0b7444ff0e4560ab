namespace Nuke.Common;

/// <summary>Marks a parameter that every run needs, regardless of its targets.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
public sealed class RequiredAttribute : Attribute;
