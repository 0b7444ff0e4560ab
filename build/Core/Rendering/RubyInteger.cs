namespace GitLabHa.Core.Rendering;

/// <summary>A Ruby integer.</summary>
public sealed record RubyInteger(long Value) : RubyValue;
