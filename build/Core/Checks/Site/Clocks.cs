using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using GitLabHa.Core.Model;

namespace GitLabHa.Core.Checks.Site;

/// <summary>
/// The nodes' clocks agree: Praefect refuses to start and tokens are rejected when they do not. Probes are asked at the same
/// time but not at the same instant, hence the generous limits.
/// </summary>
public sealed partial record Clocks(ImmutableArray<Node> Nodes) : CrossCheck
{
    private const decimal Noticed = 1;
    private const decimal Harmful = 5;

    /// <inheritdoc />
    public override string Id => "site.clocks";

    /// <inheritdoc />
    public override string Component => Components.Site;

    /// <inheritdoc />
    public override string Title => "clocks agree";

    /// <inheritdoc />
    public override ImmutableArray<Probe> Probes => [.. Nodes.Select(x => new Probe(x, Ask.Of("date +%s.%N", "exec date '+clock %s.%N'")))];

    /// <inheritdoc />
    protected override Verdict Judge(ImmutableArray<Answer> answers)
    {
        var said = answers.Select(x => (x.Node, Clock: Clock().Match(x.Output), x.Output)).ToArray();
        if (said.FirstOrDefault(x => !x.Clock.Success) is { Node: { } odd } strange)
            return Verdict.Unknown($"{odd.Name} says: {Excerpt.Of(strange.Output)}", "Ask by hand: date");
        var times = said.Select(x => (x.Node.Name, Time: decimal.Parse(x.Clock.Groups[1].ValueSpan, CultureInfo.InvariantCulture))).OrderBy(x => x.Time).ToArray();
        var spread = times[^1].Time - times[0].Time;
        var evidence = string.Create(CultureInfo.InvariantCulture, $"{spread:0.0} s between {times[0].Name} and {times[^1].Name}");
        const string Advice = "Run chrony or another time service on every node: chronyc tracking. On EC2 without internet, the server is 169.254.169.123.";
        if (spread > Harmful) return Verdict.Unhealthy(evidence, Advice);
        return spread > Noticed ? Verdict.Degraded(evidence, Advice) : Verdict.Healthy($"within a second on {times.Length} nodes");
    }

    [GeneratedRegex(@"^clock (\d{1,12}\.\d{1,9})\r?$", RegexOptions.Multiline)]
    private static partial Regex Clock();
}
