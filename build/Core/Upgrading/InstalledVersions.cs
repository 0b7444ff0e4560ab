using System.Collections.Immutable;
using GitLabHa.Core.Model;
using GitLabHa.Core.Observing;

namespace GitLabHa.Core.Upgrading;

/// <summary>What is installed on which node: where an upgrade is, whoever began it.</summary>
public sealed record InstalledVersions
{
    private InstalledVersions(ImmutableSortedDictionary<GitLabVersion, ImmutableArray<Node>> nodes) => Nodes = nodes;

    /// <summary>The nodes by version.</summary>
    public ImmutableSortedDictionary<GitLabVersion, ImmutableArray<Node>> Nodes { get; }

    /// <summary>The oldest.</summary>
    public GitLabVersion From => Nodes.Keys.First();

    /// <summary>The newest.</summary>
    public GitLabVersion To => Nodes.Keys.Last();

    /// <summary>Whether a hop is under way.</summary>
    public bool Mixed => Nodes.Count > 1;

    /// <summary>Reads it from the observations; refuses what no single hop can have left.</summary>
    public static InstalledVersions Of(Topology topology, IReadOnlyDictionary<Node, NodeObservation> observed)
    {
        var package = topology.Environment.PackageName;
        var unreachable = topology.PackageNodes.Where(x => observed[x].Unreachable is not null).ToArray();
        if (unreachable.Length > 0)
            throw new OperatorException(
                $"{Names(unreachable)} could not be asked: {observed[unreachable[0]].Unreachable}", Names(unreachable),
                "Bring these nodes back: an upgrade is of all nodes.");
        var found = topology.PackageNodes.Select(x => (Node: x, Version: Parse(observed[x].Packages.GetValueOrDefault(package)))).ToArray();
        var without = found.Where(x => x.Version is null || !observed[x.Node].Runs).Select(x => x.Node).ToArray();
        if (without.Length > 0)
            throw new OperatorException(
                $"{Names(without)}: {package} is not installed, or never ran.", Names(without),
                $"Deploy the version that runs first: ./build.sh Deploy --env {topology.Environment.Name}");
        var versions = new InstalledVersions(
            found.GroupBy(x => x.Version!.Value, x => x.Node).ToImmutableSortedDictionary(x => x.Key, x => x.ToImmutableArray()));
        if (versions.Nodes.Count <= 2) return versions;
        throw new OperatorException(
            $"{versions.Nodes.Count} versions are installed: {versions}.",
            topology.Environment.Name,
            $"No upgrade leaves that. Bring all nodes to one of them by hand, going up, then rerun the command.");
    }

    /// <inheritdoc />
    public override string ToString() => string.Join("; ", Nodes.Select(x => $"{x.Key} on {Names(x.Value)}"));

    // Packages carry a suffix, as in 18.2.8-ee.0 or 18.2.8-ee.0.el8.
    private static GitLabVersion? Parse(string? installed) =>
        installed is not null && GitLabVersion.TryParse(installed.Split('-')[0], out var version) ? version : null;

    private static string Names(IEnumerable<Node> nodes) => string.Join(", ", nodes);
}
