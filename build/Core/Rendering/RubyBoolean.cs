namespace GitLabHa.Core.Rendering;

/// <summary>true or false.</summary>
public sealed record RubyBoolean(bool Value) : RubyValue;
