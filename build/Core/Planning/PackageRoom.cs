using System.Collections.Immutable;
using GitLabHa.Core.Model;
using GitLabHa.Core.Observing;

namespace GitLabHa.Core.Planning;

/// <summary>A package of GitLab is unpacked beside the one before: 3 GB in about 100,000 files, and the archive itself.</summary>
public static class PackageRoom
{
    private const long NeededKiB = 4L * 1024 * 1024;
    private const long NeededInodes = 150_000;

    /// <summary>What is wrong when some of these nodes have no room for it; null when all have, as far as is known.</summary>
    public static OperatorException? Lacking(IEnumerable<NodeObservation> nodes)
    {
        var full = nodes.Where(x => x.FreeKiB < NeededKiB || x.FreeInodes < NeededInodes).ToArray();
        return full.Length == 0 ? null : new OperatorException(
            $"A package of GitLab needs {NeededKiB / 1024 / 1024} GiB and {NeededInodes} inodes free in /opt, /var/opt and /var/cache; "
                + $"{full.Length} nodes have less.",
            string.Join(", ", full.Select(Free)),
            "Make room or grow the disk; df -h and df -i on the node show where.");
    }

    /// <summary>Refuses a plan that installs GitLab where there is no room for it.</summary>
    internal static void Refuse(IEnumerable<NodePlan> plans, ImmutableDictionary<Node, NodeObservation> observed)
    {
        if (Lacking(plans.Where(x => x.Steps.Any(IsGitLab)).Select(x => observed[x.Node])) is { } lacking) throw lacking;
    }

    /// <summary>Whether a step installs GitLab: no other package has a version that is asked for.</summary>
    internal static bool IsGitLab(Step step) => step is Step.InstallPackage { Version: not null };

    private static string Free(NodeObservation node) => node.FreeKiB < NeededKiB
        ? $"{node.Node.Name} ({node.FreeKiB / 1024} MiB free)"
        : $"{node.Node.Name} ({node.FreeInodes} inodes free)";
}
