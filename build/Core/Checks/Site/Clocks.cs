using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using GitLabHa.Core.Model;

namespace GitLabHa.Core.Checks.Site;

/// <summary>
/// The nodes' clocks agree: Praefect refuses to start and tokens are rejected when they do not. A node read its clock some
/// time between the question and its answer, so only a difference that no such moment explains counts.
/// </summary>
public sealed partial record Clocks(ImmutableArray<Node> Nodes) : CrossCheck
{
    private const decimal Noticed = 1;
    private const decimal Harmful = 5;

    /// <inheritdoc />
    public override string Id => "site.clocks";

    /// <inheritdoc />
    public override bool IsTimed => true;

    /// <inheritdoc />
    public override string Component => Components.Site;

    /// <inheritdoc />
    public override string Title => "clocks agree";

    /// <inheritdoc />
    public override ImmutableArray<Probe> Probes => [.. Nodes.Select(x => new Probe(x, Ask.Of("date +%s.%N", "exec date '+clock %s.%N'")))];

    /// <inheritdoc />
    protected override Verdict Judge(ImmutableArray<Answer> answers)
    {
        var said = answers.Select(x => (x.Node, Clock: Clock().Match(x.Output), x.Output, x.When)).ToArray();
        if (said.FirstOrDefault(x => !x.Clock.Success) is { Node: { } odd } strange)
            return Verdict.Unknown($"{odd.Name} says: {Excerpt.Of(strange.Output)}", "Ask by hand: date");
        var offsets = said.Select(
            x => Offset(x.Node.Name, decimal.Parse(x.Clock.Groups[1].ValueSpan, CultureInfo.InvariantCulture), x.When)).ToArray();
        var (slow, fast) = (offsets.MinBy(x => x.AtMost), offsets.MaxBy(x => x.AtLeast));
        var spread = Math.Max(0, fast.AtLeast - slow.AtMost);
        var evidence = string.Create(CultureInfo.InvariantCulture, $"{spread:0.0} s between {slow.Name} and {fast.Name}");
        const string Advice =
            "Run chrony or another time service on every node: chronyc tracking. On EC2 without internet, the server is 169.254.169.123.";
        if (spread > Harmful) return Verdict.Unhealthy(evidence, Advice);
        return spread > Noticed ? Verdict.Degraded(evidence, Advice) : Verdict.Healthy($"within a second on {offsets.Length} nodes");
    }

    // Against the clock of the machine that asks.
    private static (string Name, decimal AtLeast, decimal AtMost) Offset(
        string name, decimal time, (DateTimeOffset Asked, DateTimeOffset Answered) when) =>
        (name, time - Seconds(when.Answered), time - Seconds(when.Asked));

    private static decimal Seconds(DateTimeOffset time) => (decimal)(time - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerSecond;

    [GeneratedRegex(@"^clock (\d{1,12}\.\d{1,9})\r?$", RegexOptions.Multiline)]
    private static partial Regex Clock();
}
