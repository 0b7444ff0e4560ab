using System.Collections.Immutable;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;

namespace GitLabHa.Core.Checks.Site;

/// <summary>There are room and inodes on every file system that holds a node's package, data or logs, and it can be written.</summary>
public sealed record DiskSpace(ImmutableArray<(Node Node, ImmutableArray<string> Directories)> Nodes) : CrossCheck
{
    private const int Noticed = 85;
    private const int Harmful = 95;

    // What does not exist yet is on the file system of the directory above it.
    private static string Script => EmbeddedScript.Of(typeof(DiskSpace), "disk-space.sh");

    /// <inheritdoc />
    public override string Id => "site.disk-space";

    /// <inheritdoc />
    public override string Component => Components.Site;

    /// <inheritdoc />
    public override string Title => "room and inodes on the disks";

    /// <inheritdoc />
    public override ImmutableArray<Probe> Probes =>
        [.. Nodes.Select(x => new Probe(x.Node, Ask.Of("df -Pk; df -Pi", Script, [.. x.Directories])))];

    /// <inheritdoc />
    protected override Verdict Judge(ImmutableArray<Answer> answers)
    {
        var disks = answers.Select(x => (x.Node, Mounts: DiskReport.Read(x.Output))).ToArray();
        if (answers.FirstOrDefault(x => disks.Any(disk => disk.Node == x.Node && disk.Mounts.IsEmpty)) is { } odd)
            return Verdict.Unknown($"{odd.Node.Name} says: {Excerpt.Of(odd.Output)}", "Ask by hand: df -Pk; df -Pi");
        var faults = disks.SelectMany(x => x.Mounts.SelectMany(mount => Faults(x.Node, mount))).OrderByDescending(x => x.Percent).ToArray();
        if (faults.Length == 0)
        {
            var mounts = disks.SelectMany(x => x.Mounts).ToArray();
            return Verdict.Healthy(
                $"at most {mounts.Max(x => x.Used)} % and {mounts.Max(x => x.InodesUsed ?? 0)} % of inodes used on {answers.Length} nodes");
        }

        var evidence = Excerpt.List(faults.Select(x => x.Evidence));
        var advice = string.Join(' ', faults.Select(x => x.Advice).Distinct());
        return faults[0].Percent >= Harmful ? Verdict.Unhealthy(evidence, advice) : Verdict.Degraded(evidence, advice);
    }

    private static IEnumerable<(int Percent, string Evidence, string Advice)> Faults(Node node, DiskReport.Mount mount)
    {
        if (mount.ReadOnly)
            yield return (100, $"{node.Name} {mount.Path} is read-only",
                "The kernel makes a file system read-only after an error: see dmesg, check the disk, then mount -o remount,rw.");
        if (mount.Used >= Noticed)
            yield return (mount.Used, $"{node.Name} {mount.Path} {mount.Used} %",
                "Make room or grow the disk: a package needs about 3 GB, a PostgreSQL upgrade twice its data.");
        if (mount.InodesUsed >= Noticed)
            yield return (mount.InodesUsed.Value, $"{node.Name} {mount.Path} {mount.InodesUsed} % of inodes",
                "Remove files or move the data to a file system with more inodes: df -i shows them, and ext4 cannot get more later.");
    }
}
