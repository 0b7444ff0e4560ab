using System.Globalization;
using GitLabHa.Core.Rehearsing;
using Spectre.Console;

namespace GitLabHa.Reporting.Upgrades;

/// <summary>Prints the results of a rehearsal: what its clients measured, stage by stage.</summary>
public sealed class RehearsalReport(IAnsiConsole console)
{
    private const int MostRefusals = 6;

    /// <summary>Prints it.</summary>
    public void Write(RehearsalResult result)
    {
        console.Line(Title(result), "bold");
        var table = Lines.Table("Stage", "Took", "Client", "Served", "Slow", "Failed", "Longest gap", "Median", "p99");
        foreach (var stage in result.Figures.GroupBy(x => x.Stage))
            foreach (var (index, one) in stage.Index()) table.AddRow(Cells(one, index == 0));
        console.Show(table);
        foreach (var client in result.Clients)
            foreach (var refusal in client.Log.Samples.Where(x => !x.Acknowledged).CountBy(x => x.Why).OrderByDescending(x => x.Value)
                .Take(MostRefusals))
                console.Line(
                    $"  {client.Name}, {refusal.Value} times: {(refusal.Key.Length == 0 ? "no answer in time" : refusal.Key)}", "grey");
        console.Line(Lost(result));
        foreach (var failure in result.Failures) console.Line($"failure: {failure}", "red");
        console.Line(result.Passed ? "Passed" : "Failed", result.Passed ? "bold green" : "bold red");
    }

    /// <summary>The title: the environment, the versions and the time.</summary>
    internal static string Title(RehearsalResult result) =>
        $"Rehearsal on a lab like {result.Environment}: GitLab {result.From} to {result.To}, {result.Duration.Short()}";

    /// <summary>How many writes were lost.</summary>
    internal static string Lost(RehearsalResult result) =>
        $"{result.Lost?.ToString(CultureInfo.InvariantCulture) ?? "unknown how many"} of "
            + $"{result.Acknowledged.ToString(CultureInfo.InvariantCulture)} acknowledged writes lost";

    private static Spectre.Console.Rendering.IRenderable[] Cells(StageFigures one, bool first) =>
    [
        Lines.Cell(first ? one.Stage.Name : ""),
        Lines.Cell(first ? one.Stage.Duration.Short() : ""),
        Lines.Cell(one.Client.Name),
        Lines.Cell(Number(one.Served)),
        Lines.Cell(Number(one.Slow)),
        Lines.Cell(Number(one.Failed), one.Failed > 0 ? "yellow" : "default"),
        Lines.Cell(one.Longest.Short(), one.TooLong ? "red" : "default"),
        Lines.Cell($"{Number((int)one.Median.TotalMilliseconds)} ms"),
        Lines.Cell($"{Number((int)one.P99.TotalMilliseconds)} ms"),
    ];

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
