using System.Collections.Immutable;

namespace GitLabHa.Core.Planning;

/// <summary>Orders the changing nodes of one group by the rollouts of its roles.</summary>
public static class Waves
{
    /// <summary>
    /// A group that never ran has no quorum to protect and comes up in parallel; a running one is rolled. The primary, when one
    /// is known, goes last.
    /// </summary>
    public static ImmutableArray<Wave> Of(
        ImmutableArray<NodePlan> changing, IEnumerable<Rollout> rollouts, bool groupNeverRan, NodePlan? primary)
    {
        var all = rollouts.ToArray();
        var oneByOne = !groupNeverRan && all.Any(x => x.OneByOne);
        var firstAlone = all.Any(x => x.FirstAlone);
        if (oneByOne) return [.. changing.OrderBy(x => x == primary).Select(x => new Wave([x]))];
        if (changing.IsEmpty) return [];
        return firstAlone && changing.Length > 1
            ? [new Wave([changing[0]]), new Wave([.. changing.Skip(1)])]
            : [new Wave(changing)];
    }
}
