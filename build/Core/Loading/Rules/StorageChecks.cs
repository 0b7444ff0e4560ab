using GitLabHa.Core.Model;

namespace GitLabHa.Core.Loading.Rules;

/// <summary>
/// Every Gitaly node serves one storage. Its default name is the node's, which stays the same when other nodes are added or removed.
/// </summary>
internal static class StorageChecks
{
    public static void Run(EnvironmentDraft draft, ProblemLog log)
    {
        var owners = new Dictionary<string, NodeDraft>();
        foreach (var node in draft.Nodes)
        {
            if (!node.Group.Has(RoleNames.Gitaly))
            {
                if (node.Storage is not null && !draft.Incomplete)
                    log.Add(node.PlaceOf("storage"), "nodes.storage", "only nodes with the role gitaly have a storage");
                continue;
            }

            node.Storage ??= node.Name;
            if (node.Storage is null) continue;
            if (owners.TryAdd(node.Storage, node)) continue;
            var owner = owners[node.Storage];
            var whose = $"{owner.Name ?? "a node"} in {owner.PlaceOf("storage")}";
            log.Add(node.PlaceOf("storage"), "nodes.storage", $"{node.Storage} is already the storage of {whose}");
        }
    }
}
