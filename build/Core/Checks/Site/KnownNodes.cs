using System.Collections.Immutable;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;
using GitLabHa.Core.Observing;

namespace GitLabHa.Core.Checks.Site;

/// <summary>The files name every node that was deployed: one that has left them goes on until it is decommissioned.</summary>
/// <param name="Nodes">The nodes of the files; some of them keep the record.</param>
public sealed record KnownNodes(ImmutableArray<Node> Nodes) : CrossCheck
{
    /// <inheritdoc />
    public override string Id => "site.nodes";

    /// <inheritdoc />
    public override string Component => Components.Site;

    /// <inheritdoc />
    public override string Title => "the files name every node that was deployed";

    /// <inheritdoc />
    public override ImmutableArray<Probe> Probes => [.. Nodes.Select(x => new Probe(x, Command))];

    private static Command Command =>
        Ask.Of($"cat {SiteRecord.Path}", $"if [ -e {SiteRecord.Path} ]; then cat {SiteRecord.Path}; else echo none; fi");

    /// <inheritdoc />
    protected override bool MayBeSilent(int probe) => true;

    /// <inheritdoc />
    protected override Verdict Judge(ImmutableArray<Answer> answers)
    {
        var record = SiteRecord.Newest(answers.Select(x => SiteRecord.Read(x.Output)));
        var left = record.Nodes.Except(Nodes).Select(x => $"{x} at {x.Address}").ToArray();
        return left.Length == 0
            ? Verdict.Healthy(record == SiteRecord.None ? "no node is recorded yet" : $"{record.Nodes.Length} nodes")
            : Verdict.Degraded(
                $"no file names {Excerpt.List(left)}", "Deploy decommissions them; to keep them, add them to the files again.");
    }
}
