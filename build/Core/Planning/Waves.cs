using System.Collections.Immutable;

namespace GitLabHa.Core.Planning;

/// <summary>Orders the changing nodes of one group by the rollouts of its roles.</summary>
public static class Waves
{
    /// <summary>
    /// A group that never ran has no quorum to protect and comes up in parallel; a running one is rolled. The primary, when one
    /// is known, goes last of those that run. Nodes that are added come up together.
    /// </summary>
    public static ImmutableArray<Wave> Of(
        ImmutableArray<NodePlan> changing, IEnumerable<Rollout> rollouts, bool groupNeverRan, NodePlan? primary)
    {
        var all = rollouts.ToArray();
        if (groupNeverRan) return [.. Together(changing, all)];
        ImmutableArray<NodePlan> running = [.. changing.Where(x => !x.NeverRan)];
        IEnumerable<Wave> rolled = all.Any(x => x.OneByOne)
            ? running.OrderBy(x => x == primary).Select(x => new Wave([x]))
            : Together(running, all);
        var added = Together([.. changing.Where(x => x.NeverRan)], all);
        return [.. all.Any(x => x.AdmitsFirst) ? rolled.Concat(added) : added.Concat(rolled)];
    }

    private static IEnumerable<Wave> Together(ImmutableArray<NodePlan> nodes, Rollout[] rollouts)
    {
        if (nodes.IsEmpty) return [];
        return rollouts.Any(x => x.FirstAlone) && nodes.Length > 1
            ? [new Wave([nodes[0]]), new Wave([.. nodes.Skip(1)])]
            : [new Wave(nodes)];
    }
}
