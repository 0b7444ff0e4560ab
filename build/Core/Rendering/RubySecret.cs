namespace GitLabHa.Core.Rendering;

/// <summary>A string that the operator keeps in the secrets store; its name takes its place until a node is composed.</summary>
public sealed record RubySecret(string Name) : RubyValue;
