using System.Globalization;
using Spectre.Console;

namespace GitLabHa.Reporting.Progress;

/// <summary>The chain of steps that determined how long a run took.</summary>
/// <param name="Steps">The chain, first step first: each began when the one before it had ended.</param>
/// <param name="Total">From the start of the run to its end.</param>
/// <param name="Waiting">The part of it that waited for something to become healthy.</param>
/// <param name="Overhead">The part of it in which no step of the chain ran: the time of this tool itself.</param>
public sealed record CriticalPath(IReadOnlyList<TimedStep> Steps, TimeSpan Total, TimeSpan Waiting, TimeSpan Overhead)
{
    private const int Shown = 8;

    /// <summary>Walks back from the step that ended last, each time to the step that ended last before it.</summary>
    public static CriticalPath Of(IReadOnlyCollection<TimedStep> steps, DateTimeOffset start, DateTimeOffset end)
    {
        var chain = new List<TimedStep>();
        var left = steps.OrderByDescending(x => x.End).ThenByDescending(x => x.Start).ToList();
        for (var step = left.FirstOrDefault(); step is not null; step = Before(left, step))
        {
            chain.Insert(0, step);
            left.Remove(step);
        }

        var total = end - start;
        var covered = Sum(chain);
        return new CriticalPath(chain, total, Sum(chain.Where(x => x.Waits)), covered < total ? total - covered : TimeSpan.Zero);
    }

    /// <summary>Prints it in a few lines.</summary>
    public void Write(IAnsiConsole console)
    {
        var share = Total > TimeSpan.Zero ? Overhead / Total : 0;
        var percent = share.ToString("0 %", CultureInfo.InvariantCulture);
        console.Line(
            $"critical path {Total.Short()}: {(Total - Overhead).Short()} on nodes, of which {Waiting.Short()} waiting for health; "
                + $"{Overhead.Short()} in this tool ({percent})",
            "bold");
        var longest = Steps.OrderByDescending(x => x.Duration).Take(Shown).ToHashSet();
        foreach (var step in Steps.Where(longest.Contains))
            console.Line($"  {step.Duration.Short(),12}  {step.Stage,-12}  {step.Node}: {step.Text}");
        if (Steps.Count > Shown) console.Line($"  and {Steps.Count - Shown} shorter steps", "grey");
    }

    // Among steps that ended at the same instant, the node's own step comes first.
    private static TimedStep? Before(List<TimedStep> left, TimedStep step) => left
        .Where(x => x.End <= step.Start)
        .OrderByDescending(x => x.End)
        .ThenByDescending(x => x.Node == step.Node)
        .ThenByDescending(x => x.Start)
        .FirstOrDefault();

    private static TimeSpan Sum(IEnumerable<TimedStep> steps) => steps.Aggregate(TimeSpan.Zero, (sum, x) => sum + x.Duration);
}
