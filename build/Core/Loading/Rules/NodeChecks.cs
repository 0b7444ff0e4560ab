namespace GitLabHa.Core.Loading.Rules;

/// <summary>Names, addresses and SSH destinations belong to one node each.</summary>
internal static class NodeChecks
{
    public static void Run(EnvironmentDraft draft, ProblemLog log)
    {
        Unique(draft, log, "name", x => x.Name);
        Unique(draft, log, "address", x => x.Address);
        Unique(draft, log, "ssh_host", x => x.SshHost);
        var groups = draft.Groups.ToDictionary(x => x.Name);
        foreach (var node in draft.Nodes)
            if (node.Name is not null && groups.TryGetValue(node.Name, out var group) && group != node.Group)
                log.Add(node.PlaceOf("name"), "nodes.name",
                    $"{node.Name} is the name of the group {group.File}: --limit could mean either");
    }

    private static void Unique(EnvironmentDraft draft, ProblemLog log, string key, Func<NodeDraft, string?> value)
    {
        var seen = new Dictionary<string, NodeDraft>(StringComparer.OrdinalIgnoreCase);
        foreach (var node in draft.Nodes)
        {
            if (value(node) is not { } text || seen.TryAdd(text, node)) continue;
            log.Add(node.PlaceOf(key), $"nodes.{key}",
                $"{text} is already used by {seen[text].Name ?? "a node"} in {seen[text].PlaceOf(key)}");
        }
    }
}
