using GitLabHa.Core.Model;

namespace GitLabHa.Core.Upgrading;

/// <summary>A minor that an upgrade with downtime may not leave out. Source: https://docs.gitlab.com/update/upgrade_paths/</summary>
/// <param name="Minor">Its first patch, which identifies the minor.</param>
/// <param name="Why">What it is there for.</param>
/// <param name="When">The word for the condition under which it is one, or null when it always is.</param>
/// <param name="If">The condition as an operator reads it after "if", or null.</param>
public sealed record UpgradeStop(GitLabVersion Minor, string Why, string? When = null, string? If = null)
{
    /// <summary>Whether it is a stop for this topology; null when only the instance's data can tell.</summary>
    public bool? Holds(Topology topology) => When switch
    {
        null => true,
        "web_nodes>1" => topology.With(RoleNames.Rails).Length > 1,
        _ => null,
    };
}

/// <summary>A stop on the way that the hops leave out.</summary>
/// <param name="Version">Its latest patch.</param>
/// <param name="If">The condition under which it is needed.</param>
/// <param name="Needed">False when the topology says no; null when only the instance's data can tell.</param>
public sealed record ConditionalStop(GitLabVersion Version, string If, bool? Needed);
