namespace GitLabHa.Core.Rendering;

/// <summary>A Ruby float.</summary>
public sealed record RubyFloat(double Value) : RubyValue;
