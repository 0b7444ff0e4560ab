using System.Collections.Immutable;
using GitLabHa.Core.Model;
using GitLabHa.Core.Observing;

namespace GitLabHa.Core.Planning;

/// <summary>
/// The names of Gitaly storages never change: Praefect and Rails look for repositories by them. What runs has the last word, Praefect
/// before the Gitaly node, since a node's own name may have been edited there.
/// Source: https://docs.gitlab.com/administration/gitaly/praefect/configure/
/// </summary>
public static class StorageNames
{
    /// <summary>Refuses an environment that gives another name to a storage in use, with the lines to write instead.</summary>
    public static void Refuse(Topology topology, IEnumerable<NodeObservation> observed)
    {
        var known = observed.SelectMany(x => x.Storages).Distinct().ToLookup(x => x.Address);
        var renamed = topology.With(RoleNames.Gitaly)
            .Select(node => (Node: node, Names: NamesOf([.. known[node.Address]])))
            .Where(x => !x.Names.IsEmpty && !x.Names.Contains(topology.StorageOf(x.Node)))
            .ToArray();
        if (renamed.Length == 0) return;
        var files = renamed.Select(x => topology.GroupOf(x.Node).File).Distinct();
        var changes = renamed.Select(x => $"{x.Node} serves {x.Names[0]}, and its name would become {topology.StorageOf(x.Node)}");
        throw new OperatorException(
            $"A storage cannot be renamed: {string.Join("; ", changes)}.",
            string.Join(", ", files),
            $"Keep the names in use:{string.Concat(renamed.Select(x => "\n    " + Line(x.Node, x.Names[0])))}");
    }

    private static ImmutableArray<string> NamesOf(StorageInUse[] storages)
    {
        var byPraefect = storages.Where(x => x.ByPraefect).ToArray();
        return [.. (byPraefect.Length > 0 ? byPraefect : storages).Select(x => x.Name).Distinct()];
    }

    private static string Line(Node node, string storage)
    {
        var host = node.SshHost is null ? "" : $", ssh_host: {node.SshHost}";
        return $"- {{ name: {node.Name}, address: {node.Address}{host}, storage: {storage} }}";
    }
}
