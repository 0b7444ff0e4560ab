using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Observing;
using GitLabHa.Core.Secrets;
using GitLabHa.Core.Upgrading;

namespace GitLabHa.Remote.Applying;

/// <summary>What a deployment is put together from; roles come from outside, since Remote does not know them.</summary>
public sealed record DeploymentParts
{
    /// <summary>Who has which role.</summary>
    public required Topology Topology { get; init; }

    /// <summary>The environment's secrets.</summary>
    public required ISecretSource Secrets { get; init; }

    /// <summary>The roles that its nodes have.</summary>
    public required RoleSet Roles { get; init; }

    /// <summary>Asks nodes, one round trip each, in parallel.</summary>
    public required Func<IReadOnlyList<DesiredNode>, CancellationToken, Task<IReadOnlyList<NodeObservation>>> Observe { get; init; }

    /// <summary>Reads from the observations who leads; refuses when they disagree.</summary>
    public required Func<IEnumerable<NodeObservation>, LiveState> ReadLive { get; init; }

    /// <summary>Hides secrets in text that comes from nodes.</summary>
    public required Func<string, string> Mask { get; init; }

    /// <summary>Whether a node is part of this run.</summary>
    public required Func<Node, bool> Selected { get; init; }

    /// <summary>Told what is waited for.</summary>
    public required Action<string> Log { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>How nodes that run another version than the topology's are brought to it; null refuses them.</summary>
    public UpgradeMode? Upgrade { get; init; }
}
