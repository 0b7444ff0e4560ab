using GitLabHa.Core.Model;
using GitLabHa.Core.Observing;
using GitLabHa.Core.Secrets;
using GitLabHa.Core.Upgrading;

namespace GitLabHa.Core.Planning;

/// <summary>How a run compares what was found with what is desired.</summary>
public sealed record PlanOptions
{
    /// <summary>Whether a node is part of this run.</summary>
    public required Func<Node, bool> Selected { get; init; }

    /// <summary>Hides secrets in what was found before it is shown in a diff.</summary>
    public required SecretMask Mask { get; init; }

    /// <summary>
    /// The nodes of the site as this machine knew them last: none of its nodes may be in the files any more to tell.
    /// </summary>
    public SiteRecord Record { get; init; } = SiteRecord.None;

    /// <summary>How nodes that run another version than the topology's are brought to it; null refuses them.</summary>
    public UpgradeMode? Upgrade { get; init; }
}
