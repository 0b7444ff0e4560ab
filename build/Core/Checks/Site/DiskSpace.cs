using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using GitLabHa.Core.Model;

namespace GitLabHa.Core.Checks.Site;

/// <summary>There is room on the disks that hold the package, its data and its logs.</summary>
public sealed partial record DiskSpace(ImmutableArray<Node> Nodes) : CrossCheck
{
    private const int Noticed = 85;
    private const int Harmful = 95;

    /// <inheritdoc />
    public override string Id => "site.disk-space";

    /// <inheritdoc />
    public override string Component => Components.Site;

    /// <inheritdoc />
    public override string Title => "room on the disks";

    // A load balancer has only the first of the folders.
    /// <inheritdoc />
    public override ImmutableArray<Probe> Probes => [.. Nodes.Select(x => new Probe(x, Ask.Of(
        "df -Pk / /opt/gitlab /var/opt/gitlab /var/log/gitlab",
        "df -Pk / /opt/gitlab /var/opt/gitlab /var/log/gitlab 2>/dev/null\ntrue")))];

    /// <inheritdoc />
    protected override Verdict Judge(ImmutableArray<Answer> answers)
    {
        var disks = answers.SelectMany(x => Parse(x)).Distinct().ToArray();
        if (answers.FirstOrDefault(x => !disks.Any(disk => disk.Node == x.Node)) is { } odd)
            return Verdict.Unknown($"{odd.Node.Name} says: {Excerpt.Of(odd.Output)}", "Ask by hand: df -Pk");
        var full = disks.Where(x => x.Used >= Noticed).OrderByDescending(x => x.Used).ToArray();
        if (full.Length == 0) return Verdict.Healthy($"at most {disks.Max(x => x.Used)} % used on {answers.Length} nodes");
        var evidence = Excerpt.List(full.Select(x => $"{x.Node.Name} {x.Mount} {x.Used} %"));
        const string Advice = "Make room or grow the disk: a package needs about 3 GB, a PostgreSQL upgrade twice its data.";
        return full[0].Used >= Harmful ? Verdict.Unhealthy(evidence, Advice) : Verdict.Degraded(evidence, Advice);
    }

    private static IEnumerable<(Node Node, string Mount, int Used)> Parse(Answer answer) =>
        Row().Matches(answer.Output).Select(x => (answer.Node, x.Groups[2].Value, int.Parse(x.Groups[1].ValueSpan, CultureInfo.InvariantCulture)));

    [GeneratedRegex(@"^\S+ +\d+ +\d+ +\d+ +(\d{1,3})% +(/[^\r\n]*)", RegexOptions.Multiline)]
    private static partial Regex Row();
}
