using System.Collections.Immutable;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Model;
using GitLabHa.Core.Planning;

namespace GitLabHa.Remote.Applying;

/// <summary>What the roles of a group say about changing its nodes.</summary>
public sealed record GroupRollout
{
    /// <summary>All nodes at once and nothing to wait for: what starts or interrupts no service.</summary>
    public static GroupRollout Unordered { get; } = new()
    {
        Nodes = [],
        NeverRan = true,
        Of = _ => [],
        GatesOf = (_, _) => [],
        Replan = (plan, _) => Task.FromResult(plan)
    };

    /// <summary>The nodes of the group, changing or not.</summary>
    public required ImmutableArray<Node> Nodes { get; init; }

    /// <summary>Whether no node of the group ever ran: nothing to protect yet.</summary>
    public required bool NeverRan { get; init; }

    /// <summary>The rollouts of a node's roles.</summary>
    public required Func<Node, IReadOnlyList<Rollout>> Of { get; init; }

    /// <summary>Observes again and plans a node anew: after a hand-over its settings name another primary.</summary>
    public required Func<NodePlan, CancellationToken, Task<NodePlan>> Replan { get; init; }

    /// <summary>
    /// Whether it is an upgrade of what was healthy: every node is planned anew in its turn, since those before it may have
    /// made what it must take, and a hand-over is waited for by the gates, too.
    /// </summary>
    public bool Upgrades { get; init; }

    /// <summary>What must hold after the node was changed, together with the nodes of its wave.</summary>
    public required Func<Node, IReadOnlyCollection<Node>, IReadOnlyList<Check>> GatesOf { get; init; }
}
