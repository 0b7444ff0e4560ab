using System.Collections.Immutable;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Loading;
using GitLabHa.Core.Model;
using GitLabHa.Core.Rendering;

namespace GitLabHa.Core.Linting;

/// <summary>
/// Lints the rendered nodes of an environment: each finding once, with the place of the setting and the nodes that share it.
/// </summary>
public sealed class SiteLinter
{
    private readonly Topology _topology;
    private readonly Dictionary<string, NodeGroup> _groups;

    private SiteLinter(Topology topology)
    {
        _topology = topology;
        _groups = topology.Environment.Groups.ToDictionary(x => x.Name);
    }

    /// <summary>The findings, each for the version that its nodes run; in the order of nodes and settings.</summary>
    public static IReadOnlyList<NodesFinding> Lint(IEnumerable<DesiredNode> nodes, Topology topology)
    {
        var linter = new SiteLinter(topology);
        return
        [
            .. linter.All([.. nodes])
                .GroupBy(x => (x.Finding, Place: linter.PlaceOf(x.Node, x.Finding.Key)), x => x.Node)
                .Select(x => new NodesFinding
                {
                    Finding = x.Key.Finding,
                    Place = x.Key.Place,
                    Nodes = [.. x.Distinct().Select(node => node.Name)],
                    Who = linter.Who([.. x.Distinct()]),
                }),
        ];
    }

    private IEnumerable<(LintFinding Finding, Node Node)> All(IReadOnlyCollection<DesiredNode> nodes) => nodes
        .Where(x => x.GitlabRb is not null)
        .SelectMany(x => GitlabRbLinter.Lint(x.GitlabRb!, x.GitLabPackage!.Value.Version).Select(finding => (finding, x.Node)))
        .Concat(SharedSettingRules.Check(_topology).SelectMany(x => x.Group.Nodes.Select(node => (x.Finding, node))))
        .Concat(new ExposedServiceRules(nodes).Check())
        .Concat(CachesWithoutLimit(nodes));

    // Source: https://redis.io/docs/latest/develop/reference/eviction/
    private static IEnumerable<(LintFinding Finding, Node Node)> CachesWithoutLimit(IEnumerable<DesiredNode> nodes) => nodes
        .Where(x => x.Node.Has(RoleNames.RedisCache) && (x.GitlabRb?.Sections["redis"] as RubyMap)?["maxmemory"] is null or RubyNil)
        .Select(x => (new LintFinding(
            Severity.Warning,
            "redis.maxmemory",
            "is not set: the cache evicts nothing and grows until the node has no memory; "
                + "set it to less than the node's memory, e.g. redis: { maxmemory: 4gb }"), x.Node));

    // A group's settings win over the environment's.
    private Place? PlaceOf(Node node, string key) =>
        _groups[node.Group].SettingPlaces.Find(key) ?? _topology.Environment.SettingPlaces.Find(key);

    private string Who(ImmutableArray<Node> nodes)
    {
        if (nodes.Length > 1 && nodes.Length == _topology.PackageNodes.Count()) return "all nodes";
        return string.Join(", ", nodes.GroupBy(x => x.Group).SelectMany(x =>
            x.Count() == _groups[x.Key].Nodes.Length ? [x.Key] : x.Select(node => node.Name)));
    }
}
