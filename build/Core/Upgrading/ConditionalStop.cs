using GitLabHa.Core.Model;

namespace GitLabHa.Core.Upgrading;

/// <summary>A stop on the way that the hops leave out.</summary>
/// <param name="Version">Its latest patch.</param>
/// <param name="If">The condition under which it is needed.</param>
/// <param name="Needed">False when the topology says no; null when only the instance's data can tell.</param>
public sealed record ConditionalStop(GitLabVersion Version, string If, bool? Needed);
