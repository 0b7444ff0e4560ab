using System.Diagnostics.CodeAnalysis;

namespace Nuke.Common.ValueInjection;

/// <summary>The base of attributes that give a member of the build class its value.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field)]
[SuppressMessage("Naming", "CA1710", Justification = "The name is NUKE's.")]
public abstract class ValueInjectionAttributeBase : Attribute;
