namespace Nuke.Common;

/// <summary>Describes one target of the build by the calls it makes on its definition.</summary>
public delegate ITargetDefinition Target(ITargetDefinition definition);
