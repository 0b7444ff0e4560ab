using System.Collections.Immutable;
using GitLabHa.Core.Model;

namespace GitLabHa.Core.Checks.Site;

/// <summary>The checks that concern all nodes alike.</summary>
public static class SiteChecks
{
    /// <summary>What Verify asks beside the checks of the roles, of the disks of these directories too.</summary>
    public static IEnumerable<Check> For(Topology topology, IReadOnlyDictionary<Node, ImmutableArray<string>> directories)
    {
        ImmutableArray<Node> package = [.. topology.PackageNodes];
        if (!package.IsEmpty)
        {
            yield return new PackageVersions(package, topology.Environment.Version);
            yield return new RunningVersions(package);
            yield return new SameSecrets(package);
        }

        if (topology.Has(RoleNames.Rails)) yield return new SameHostKeys(topology.With(RoleNames.Rails));
        if (topology.Nodes.IsEmpty) yield break;
        yield return new KnownNodes(topology.Nodes);
        yield return new Clocks(topology.Nodes);
        yield return new DiskSpace([.. topology.Nodes.Select(x => (x, directories[x]))]);
    }
}
