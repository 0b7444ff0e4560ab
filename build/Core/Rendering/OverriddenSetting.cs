namespace GitLabHa.Core.Rendering;

/// <summary>
/// A setting that a role relies on and that an operator's settings change: the dotted key, and the value that is relied on.
/// </summary>
public sealed record OverriddenSetting(string Key, RubyValue Expected);
