using System.Globalization;
using GitLabHa.Core.Drilling;
using Spectre.Console;

namespace GitLabHa.Reporting.Drills;

/// <summary>Prints the results of fire drills: the timeline, the client's losses, and whether the objectives were met.</summary>
public sealed class DrillReport(IAnsiConsole console)
{
    private const int MostRefusals = 4;

    /// <summary>Prints all runs of a scenario; several end with their median and worst.</summary>
    public void Write(IReadOnlyList<DrillResult> results)
    {
        foreach (var result in results) Write(result);
        if (results.Count > 1) console.Line($"{results.Count} drills: {Median(results)}", "bold");
    }

    /// <summary>Median and worst of several runs, in a line.</summary>
    public static string Median(IReadOnlyList<DrillResult> results)
    {
        var outages = results.Select(x => x.Outage.Duration).Order().ToArray();
        var lost = results.Select(x => x.Lost).OfType<int>().Order().ToArray();
        var words = $"not served for {outages[(outages.Length - 1) / 2].Short()} in the median, {outages[^1].Short()} at worst";
        return lost.Length == 0 ? words : $"{words}; lost writes {lost[(lost.Length - 1) / 2]} in the median, {lost[^1]} at worst";
    }

    /// <summary>How long the client was not served, and what it lost.</summary>
    public static string Summary(DrillResult result)
    {
        var more = result.Outage.Ended ? "" : " and more";
        var all = result.Unserved > result.Outage.Duration ? $", {result.Unserved.Short()} in all" : "";
        var outage =
            $"the client was not served for {result.Outage.Duration.Short()}{more}{all} ({Objective(result.OutageObjective, " s")})";
        return !result.Scenario.Client.Writes ? outage
            : $"{outage}; {result.Lost?.ToString(CultureInfo.InvariantCulture) ?? "unknown how many"} of {result.Acknowledged} "
                + $"acknowledged writes lost ({Objective(result.LostObjective, "")})";
    }

    /// <summary>The word for a kind of event in reports.</summary>
    public static string Word(TimelineEventKind kind) => kind switch
    {
        TimelineEventKind.TookOver => "took over",
        _ => kind.ToString().ToLowerInvariant(),
    };

    /// <summary>Seconds since the fault.</summary>
    internal static double Since(DrillResult result, DateTimeOffset at) =>
        (at - result.Timeline.First(x => x.Kind == TimelineEventKind.Fault).At).TotalSeconds;

    private void Write(DrillResult result)
    {
        console.Line(
            $"{result.Scenario.Name} on {result.Environment}: {result.Victims}; client on "
                + $"{result.Client}{(result.Log.Mode is { } mode ? $"; {mode}" : "")}",
            "bold");
        foreach (var item in result.Timeline)
            console.Line(
                string.Create(CultureInfo.InvariantCulture, $"  {Since(result, item.At),7:0.0} s  {Word(item.Kind),-10} {item.Words}"),
                Colour(item.Kind));
        console.Line(Summary(result));
        foreach (var refusal in result.Log.Samples.Where(x => !x.Acknowledged).CountBy(x => x.Why).OrderByDescending(x => x.Value)
            .Take(MostRefusals))
            console.Line($"  {refusal.Value} times: {(refusal.Key.Length == 0 ? "no answer in time" : refusal.Key)}", "grey");
        foreach (var failure in result.Failures) console.Line($"failure: {failure}", "red");
        console.Line(result.Passed ? "Passed" : "Failed", result.Passed ? "bold green" : "bold red");
    }

    private static string Objective(int? most, string unit) =>
        most is { } number ? string.Create(CultureInfo.InvariantCulture, $"objective: {number}{unit}") : "no objective";

    private static string Colour(TimelineEventKind kind) => kind switch
    {
        TimelineEventKind.Fault => "red",
        TimelineEventKind.Noticed or TimelineEventKind.Reported => "yellow",
        _ => "green",
    };
}
