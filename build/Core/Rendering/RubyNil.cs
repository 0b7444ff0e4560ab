namespace GitLabHa.Core.Rendering;

/// <summary>nil.</summary>
public sealed record RubyNil : RubyValue;
