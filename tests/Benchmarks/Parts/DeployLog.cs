using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using GitLabHa.Benchmarks.Measuring;

namespace GitLabHa.Benchmarks.Parts;

/// <summary>Reads what a Deploy prints while it runs: when each target began, and the critical path at its end.</summary>
internal sealed partial class DeployLog
{
    private const string Report = "(report)";

    private readonly long _start = Stopwatch.GetTimestamp();
    private readonly List<(string Target, TimeSpan At)> _begun = [];
    private double? _waiting;
    private double? _own;

    public void Read(string line)
    {
        if (TargetHead().Match(line) is { Success: true } head) _begun.Add((head.Groups[1].Value, Stopwatch.GetElapsedTime(_start)));
        else if (line.StartsWith("═══", StringComparison.Ordinal) && _begun[^1].Target != Report)
            _begun.Add((Report, Stopwatch.GetElapsedTime(_start)));
        else if (Path().Match(line) is { Success: true } path) (_waiting, _own) = (Seconds(path, 1), Seconds(path, 2));
    }

    public IEnumerable<Figure> Figures(Sample sample)
    {
        yield return Figure.Of("first Deploy, 15 nodes, with the node image built", [sample]);
        foreach (var (target, seconds) in Targets()) yield return new Figure { Name = $"  {target}", Values = Series.One(seconds) };
        yield return new Figure
        {
            Name = "  of it waiting for health",
            Values = One(_waiting),
            Note = "On the critical path; the rest is machines, packages, reconfigures and probes."
        };
        yield return new Figure
        {
            Name = "  of it in this tool",
            Unit = "%",
            Values = One(100 * _own / sample.Wall),
            AtMost = 10,
            Note = "What no step of the critical path covers."
        };
    }

    private static Series? One(double? value) => value is { } known ? Series.One(known) : null;

    private IEnumerable<(string Target, double Seconds)> Targets() =>
        _begun.Zip(_begun.Skip(1), (target, next) => (target.Target, (next.At - target.At).TotalSeconds));

    private static double Seconds(Match match, int group) => match.Groups[group].Value.Split(' ') switch
    {
        [var seconds, "s"] => Number(seconds),
        [var minutes, "min", var seconds, "s"] => (60 * Number(minutes)) + Number(seconds),
        _ => throw new FormatException($"no duration: {match.Value}"),
    };

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^║ (\w+)")]
    private static partial Regex TargetHead();

    [GeneratedRegex(@"^critical path .* of which (.+) waiting for health; (.+) in this tool \(")]
    private static partial Regex Path();
}
