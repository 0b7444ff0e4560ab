using System.Globalization;
using System.Xml.Linq;
using GitLabHa.Core.Drilling;

namespace GitLabHa.Reporting.Drills;

/// <summary>A drill as a picture (SVG): when the client was served, and what happened when.</summary>
public sealed class DrillPicture
{
    private const double Width = 960;
    private const double Margin = 24;
    private const double Bar = 64;
    private const double BarHeight = 26;
    private const double FirstRow = 138;
    private const double Row = 24;
    private const int LongestWords = 90;

    // A served client writes about every 0.1 s; consecutive writes are one green bar.
    private static readonly TimeSpan Together = TimeSpan.FromSeconds(1);
    private static readonly int[] Steps = [1, 2, 5, 10, 20, 30, 60];

    private readonly DrillResult _result;
    private readonly double _from;
    private readonly double _to;

    private DrillPicture(DrillResult result)
    {
        _result = result;
        _from = -3;
        _to = Math.Max(result.Timeline.Max(x => Seconds(x.At)), Seconds(result.Outage.To)) + 1;
    }

    /// <summary>Draws it.</summary>
    public static string Draw(DrillResult result) => new DrillPicture(result).Draw() + "\n";

    private XElement Draw()
    {
        var height = FirstRow + (_result.Timeline.Length * Row);
        return Svg.Picture(
            Width,
            height,
            $"{_result.Scenario.Name} on {_result.Environment}",
            Svg.Text(
                Margin,
                28,
                $"{_result.Scenario.Name} on {_result.Environment}: {(_result.Passed ? "passed" : "failed")}",
                ("font-size", "18"),
                ("font-weight", "bold")),
            Svg.Text(Margin, 50, DrillReport.Summary(_result), ("fill", "#555555")),
            Svg.Rectangle(X(_from), Bar, X(_to) - X(_from), BarHeight, "#eeeeee"),
            Asked(),
            Served(),
            Missing(),
            Axis(),
            _result.Timeline.Select(Event));
    }

    // The time that is neither green nor in the longest outage is an outage, too.
    private XElement? Asked() =>
        _result.Log.Samples.IsEmpty ? null : Span(Seconds(_result.Log.Samples[0].At), Seconds(_result.Log.Samples[^1].At), "#f6c4bb");

    private IEnumerable<XElement> Served()
    {
        var times = _result.Log.Samples.Where(x => x.Acknowledged).Select(x => x.At).Order().ToArray();
        for (var (first, i) = (0, 1); i <= times.Length; i++)
        {
            if (i < times.Length && times[i] - times[i - 1] <= Together) continue;
            if (Seconds(times[i - 1]) >= _from && Seconds(times[first]) <= _to)
                yield return Span(Seconds(times[first]), Seconds(times[i - 1]), Svg.Green);
            first = i;
        }
    }

    private IEnumerable<XElement> Missing()
    {
        var (from, to) = (Seconds(_result.Outage.From), Seconds(_result.Outage.To));
        if (_result.Outage.Duration <= Together) yield break;
        yield return Span(from, to, Svg.Red);
        if (X(to) - X(from) > 60)
            yield return Svg.Text(
                (X(from) + X(to)) / 2, Bar + 18, _result.Outage.Duration.Short(), ("fill", "#ffffff"), ("text-anchor", "middle"));
    }

    private IEnumerable<XElement> Axis()
    {
        var step = Steps.FirstOrDefault(x => (_to - _from) / x <= 12, 120);
        for (var second = 0; second <= _to; second += step)
            yield return Svg.Text(
                X(second),
                Bar + BarHeight + 16,
                $"{second.ToString(CultureInfo.InvariantCulture)} s",
                ("fill", "#555555"),
                ("font-size", "11"),
                ("text-anchor", "middle"));
    }

    private IEnumerable<XElement> Event(TimelineEvent item, int index)
    {
        var (x, y) = (X(Seconds(item.At)), FirstRow + (index * Row));
        var words = string.Create(
            CultureInfo.InvariantCulture, $"{Seconds(item.At):0.0} s {DrillReport.Word(item.Kind)}: {Cut(Lines.Printable(item.Words))}");
        var left = x > Width / 2;
        yield return Svg.Line(x, Bar - 4, y - 4);
        yield return Svg.Text(
            left ? x - 6 : x + 6,
            y,
            words,
            ("text-anchor", left ? "end" : "start"),
            ("stroke", "#ffffff"),
            ("stroke-width", "3"),
            ("paint-order", "stroke"));
    }

    private XElement Span(double from, double to, string fill)
    {
        var (left, right) = (X(Math.Max(from, _from)), X(Math.Min(to, _to)));
        return Svg.Rectangle(left, Bar, Math.Max(right - left, 1), BarHeight, fill);
    }

    private static string Cut(string words) => words.Length <= LongestWords ? words : words[..(LongestWords - 1)] + "…";

    private double X(double seconds) => Margin + ((seconds - _from) / (_to - _from) * (Width - (2 * Margin)));

    private double Seconds(DateTimeOffset at) => DrillReport.Since(_result, at);
}
