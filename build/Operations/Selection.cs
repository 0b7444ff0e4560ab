using GitLabHa.Core;
using GitLabHa.Core.Loading;
using GitLabHa.Core.Model;

namespace GitLabHa.Operations;

/// <summary>The nodes a run works on: all, or the groups and nodes that --limit names.</summary>
public sealed class Selection
{
    private readonly HashSet<string> _names;

    /// <summary>Refuses a name that is neither a group nor a node.</summary>
    public Selection(Topology topology, IReadOnlyCollection<string> limit)
    {
        var known = topology.Environment.Groups.Select(x => x.Name).Concat(topology.Nodes.Select(x => x.Name)).Distinct().ToArray();
        var unknown = limit.Except(known).ToArray();
        var near = unknown.Select(x => Nearest.To(x, known)).OfType<string>().Select(x => $"Did you mean {x}? ");
        if (unknown.Length > 0)
            throw new OperatorException(
                $"There is no group or node named {string.Join(", ", unknown)}.",
                "--limit",
                $"{string.Concat(near)}There are: {string.Join(", ", known)}");
        _names = [.. limit];
    }

    /// <summary>Whether no --limit is given.</summary>
    public bool IsEverything => _names.Count == 0;

    /// <summary>Whether the run works on a node.</summary>
    public bool Contains(Node node) => IsEverything || _names.Contains(node.Name) || _names.Contains(node.Group);

    /// <summary>Refuses --limit for an operation that works on all nodes of a kind.</summary>
    public void RequireEverything(string problem)
    {
        if (!IsEverything) throw new OperatorException(problem, "--limit", "Leave it out: what is upgraded already is left alone.");
    }
}
