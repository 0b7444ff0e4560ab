namespace Nuke.Common;

/// <summary>Marks a parameter whose value is masked in all output and refused in parameter files.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter)]
public sealed class SecretAttribute : Attribute;
