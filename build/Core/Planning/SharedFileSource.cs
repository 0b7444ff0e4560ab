using System.Collections.Immutable;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Observing;

namespace GitLabHa.Core.Planning;

/// <summary>
/// Which node's copy of a shared file is the right one. A machine that was replaced may bring a file of its own, and copied to the
/// others it would make the database unreadable: nodes that the tool has deployed decide, by majority.
/// </summary>
internal static class SharedFileSource
{
    private const int ShownDigits = 8;

    /// <summary>A node that has the right file, and its hash; null while no node has any. Refuses when the nodes do not agree.</summary>
    internal static (Node Node, string Sha256)? Of(SharedFile file, IEnumerable<NodeObservation> candidates)
    {
        var copies = candidates
            .Select(x => (x.Node, Observed: x, (x.Files.GetValueOrDefault(file.Path) as FileState.Present)?.Sha256))
            .Where(x => x.Sha256 is not null)
            .Select(x => (x.Node, x.Observed, Sha256: x.Sha256!))
            .ToArray();
        if (copies.Length == 0) return null;
        var deployed = copies.Where(x => x.Observed.Mark is { IsFirstRun: false }).ToArray();
        var running = copies.Where(x => x.Observed.Runs).ToArray();
        var voters = deployed.Length > 0 ? deployed : running.Length > 0 ? running : copies;
        var (node, _, sha256) = voters.GroupBy(x => x.Sha256).OrderByDescending(x => x.Count()).First().First();
        if (voters.Count(x => x.Sha256 == sha256) * 2 > voters.Length) return (node, sha256);
        // Any of them serves: what the others had is kept.
        if (file.IsMadePerMachine) return (voters[0].Node, voters[0].Sha256);
        throw NoMajority(file, [.. voters.Select(x => (x.Node, x.Sha256))], deployed.Length > 0);
    }

    /// <summary>The nodes by their copies, as "redis-1, redis-2 have 0123abcd…".</summary>
    private static OperatorException NoMajority(SharedFile file, ImmutableArray<(Node Node, string Sha256)> copies, bool deployed)
    {
        var groups = copies.GroupBy(x => x.Sha256, x => x.Node.Name)
            .Select(x => (Nodes: x.ToArray(), Digest: x.Key[..Math.Min(ShownDigits, x.Key.Length)]));
        var evidence = string.Join(
            "; ", groups.Select(x => $"{string.Join(", ", x.Nodes)} {(x.Nodes.Length == 1 ? "has" : "have")} {x.Digest}…"));
        return new OperatorException(
            $"{file.Path} must be the same on {file.Among.Length} nodes, and no majority of the nodes that "
                + $"{(deployed ? "were deployed" : "have it")} agrees: {evidence}",
            string.Join(", ", copies.Select(x => x.Node.Name)),
            $"Find out which one is right, move {file.Path} away on the nodes that have another one, and rerun the command. Nothing has "
                + "been changed.");
    }
}
