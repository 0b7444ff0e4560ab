using System.Globalization;
using Nuke.Common.Execution;

namespace Nuke.Common.Output;

/// <summary>The end of a run: the warnings and errors, the result of each target, and the verdict.</summary>
internal static class Summary
{
    private const int StatusWidth = 10;
    private const int DurationWidth = 10;

    public static void Write(BuildConsole console, NukeBuild build, bool interrupted)
    {
        WriteFindings(console);
        var rows = build.ExecutionPlan.Where(target => target.Status != ExecutionStatus.Collective).ToArray();
        var nameWidth = Math.Max(rows.Select(target => target.Name.Length + 4).DefaultIfEmpty().Max(), 19);
        var width = nameWidth + StatusWidth + DurationWidth;

        console.Line();
        console.Line(new string('═', width));
        console.Line("Target".PadRight(nameWidth) + "Status".PadRight(StatusWidth) + "Duration".PadLeft(DurationWidth));
        console.Line(new string('─', width));
        foreach (var target in rows) console.Line(Row(target, nameWidth), Colour(target.Status));
        console.Line(new string('─', width));
        var total = rows.Aggregate(TimeSpan.Zero, (sum, target) => sum + target.Duration);
        console.Line("Total".PadRight(nameWidth + StatusWidth) + Text(total).PadLeft(DurationWidth));
        console.Line(new string('═', width));
        console.Line();
        WriteVerdict(console, build, interrupted);
    }

    private static void WriteFindings(BuildConsole console)
    {
        if (console.Findings.Count == 0) return;
        console.Line();
        console.Line("Errors & Warnings");
        foreach (var finding in console.Findings) console.Line("  " + finding.ReplaceLineEndings("\n    "));
    }

    private static void WriteVerdict(BuildConsole console, NukeBuild build, bool interrupted)
    {
        var verdict = interrupted ? "was interrupted" : build.IsSucceeding ? "succeeded" : "failed";
        var now = TimeProvider.System.GetLocalNow().ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture);
        console.Line($"Build {verdict} on {now}.", build.IsSucceeding ? "32" : "31");
    }

    private static string Row(ExecutableTarget target, int nameWidth)
    {
        var timed = target.Status is ExecutionStatus.Succeeded or ExecutionStatus.Failed or ExecutionStatus.Aborted;
        var row = target.Name.PadRight(nameWidth) + target.Status.ToString().PadRight(StatusWidth)
            + (timed ? Text(target.Duration) : "").PadLeft(DurationWidth);
        var information = target.SummaryInformation.Select(pair => $"{pair.Key}: {pair.Value}").ToList();
        if (target.Skipped is { } reason) information.Add($"Skipped: {reason}");
        if (target.OnlyWhen is { } condition) information.Add($"OnlyWhen: {condition}");
        return information.Count == 0 ? row.TrimEnd() : $"{row}   // {string.Join(", ", information)}";
    }

    private static string? Colour(ExecutionStatus status) => status switch
    {
        ExecutionStatus.Succeeded => "32",
        ExecutionStatus.Failed or ExecutionStatus.Aborted => "31",
        ExecutionStatus.NotRun => "33",
        _ => null,
    };

    private static string Text(TimeSpan duration) =>
        duration < TimeSpan.FromSeconds(1)
            ? "< 1sec"
            : string.Create(CultureInfo.InvariantCulture, $"{(int)duration.TotalMinutes}:{duration.Seconds:00}");
}
