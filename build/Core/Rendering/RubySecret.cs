namespace GitLabHa.Core.Rendering;

/// <summary>A string that the operator keeps in the secrets store; its name stands for it until a node is composed.</summary>
public sealed record RubySecret(string Name) : RubyValue;
