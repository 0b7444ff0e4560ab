using System.Globalization;
using System.Xml.Linq;
using GitLabHa.Core.Rehearsing;

namespace GitLabHa.Reporting.Upgrades;

/// <summary>A rehearsal as a picture (SVG): the stages, and when each client was served.</summary>
public sealed class RehearsalPicture
{
    private const double Width = 960;
    private const double Margin = 24;
    private const double Left = 140;
    private const double Top = 72;
    private const double Row = 40;
    private const double Bar = 24;

    private static readonly TimeSpan Together = TimeSpan.FromSeconds(1);
    private static readonly int[] Steps = [1, 2, 5, 10, 20, 30, 60];
    private static readonly string[] Grounds = ["#e3e8f4", "#f4efe3"];

    private readonly RehearsalResult _result;
    private readonly DateTimeOffset _from;
    private readonly DateTimeOffset _to;

    private RehearsalPicture(RehearsalResult result)
    {
        _result = result;
        _from = result.Stages[0].From;
        _to = result.Stages[^1].To;
    }

    private double Bottom => Top + Row + (_result.Clients.Length * Row);

    /// <summary>Draws it.</summary>
    public static string Draw(RehearsalResult result) => new RehearsalPicture(result).Draw() + "\n";

    private XElement Draw() => Svg.Picture(
        Width,
        Bottom + 32,
        RehearsalReport.Title(_result),
        Svg.Text(
            Margin,
            28,
            $"{RehearsalReport.Title(_result)}: {(_result.Passed ? "passed" : "failed")}",
            ("font-size", "18"),
            ("font-weight", "bold")),
        Svg.Text(Margin, 50, $"{RehearsalReport.Lost(_result)}; red: more than a second without an answer", ("fill", "#555555")),
        _result.Stages.SelectMany(Stage),
        _result.Clients.SelectMany(Client),
        Axis());

    private IEnumerable<XElement> Stage(RehearsalStage stage, int index)
    {
        var (left, width) = (X(stage.From), X(stage.To) - X(stage.From));
        yield return Svg.Rectangle(left, Top, width, Bottom - Top, Grounds[index % Grounds.Length]);
        // A name that does not fit would overlap the next one.
        if (width > 7 * stage.Name.Length)
            yield return Svg.Text(
                left + (width / 2), Top + 18, Lines.Printable(stage.Name), ("text-anchor", "middle"), ("font-size", "12"));
    }

    private IEnumerable<XElement> Client(RehearsalClient client, int index)
    {
        var y = Top + Row + (index * Row);
        yield return Svg.Text(Margin, y + 17, client.Name);
        var times = client.Log.Samples.Where(x => x.Acknowledged && x.At >= _from && x.At <= _to).Select(x => x.At).Order().ToArray();
        foreach (var (first, last) in Spans(times))
            yield return Svg.Rectangle(X(first), y, Math.Max(X(last) - X(first), 1), Bar, Svg.Green);
        foreach (var (last, next) in times.Zip(times.Skip(1)).Where(x => x.Second - x.First > Together))
            yield return Svg.Rectangle(X(last), y, Math.Max(X(next) - X(last), 1), Bar, Svg.Red);
    }

    // A served client sends several requests a second; consecutive ones are one green bar.
    private static IEnumerable<(DateTimeOffset, DateTimeOffset)> Spans(DateTimeOffset[] times)
    {
        for (var (first, i) = (0, 1); i <= times.Length; i++)
        {
            if (i < times.Length && times[i] - times[i - 1] <= Together) continue;
            if (times.Length > 0) yield return (times[first], times[i - 1]);
            first = i;
        }
    }

    private IEnumerable<XElement> Axis()
    {
        var minutes = (_to - _from).TotalMinutes;
        var step = Steps.FirstOrDefault(x => minutes / x <= 12, 120);
        for (var minute = 0; minute <= minutes; minute += step)
            yield return Svg.Text(
                X(_from.AddMinutes(minute)),
                Bottom + 18,
                $"{minute.ToString(CultureInfo.InvariantCulture)} min",
                ("fill", "#555555"),
                ("font-size", "11"),
                ("text-anchor", "middle"));
    }

    private double X(DateTimeOffset at) => Left + ((at - _from) / (_to - _from) * (Width - Left - Margin));
}
