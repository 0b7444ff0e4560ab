using System.Collections.Immutable;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;

namespace GitLabHa.Core.Drilling;

/// <summary>The nodes of a role that a drill strikes: found from what the running cluster says, never named.</summary>
/// <param name="LeastNodes">How many nodes the role must have.</param>
/// <param name="Leader">How its nodes say who leads; null: none does.</param>
/// <param name="Choose">The nodes that are struck; empty while no node leads.</param>
public sealed record Victim(int LeastNodes, SymptomProbe? Leader, Func<Candidates, ImmutableArray<Node>> Choose)
{
    /// <summary>Any node.</summary>
    public static Victim Any { get; } = new(2, null, x => [.. x.Nodes.Take(1)]);

    /// <summary>The node that leads.</summary>
    public static Victim Leading(SymptomProbe leader, int leastNodes) => new(leastNodes, leader, x => x.Leader is { } node ? [node] : []);

    /// <summary>A node that follows the leader.</summary>
    public static Victim Following(SymptomProbe leader) =>
        new(2, leader, x => x.Leader is { } node ? [.. x.Nodes.Where(y => y != node).Take(1)] : []);

    /// <summary>The node that leads, and as many others as it takes to leave a minority.</summary>
    public static Victim Majority(SymptomProbe leader) => new(
        3, leader, x => x.Leader is { } node ? [.. x.Nodes.OrderByDescending(y => y == node).Take((x.Nodes.Length / 2) + 1)] : []);
}

/// <summary>The nodes that a victim is chosen from.</summary>
/// <param name="Nodes">All that have the role, in the order written.</param>
/// <param name="Leader">The one that leads, or null.</param>
/// <param name="Live">Who leads in the other clusters.</param>
public sealed record Candidates(ImmutableArray<Node> Nodes, Node? Leader, LiveState Live);
