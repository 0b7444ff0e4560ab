using System.Text.Encodings.Web;
using System.Text.Json;
using GitLabHa.Core.Rehearsing;

namespace GitLabHa.Reporting.Upgrades;

/// <summary>The results of a rehearsal as JSON.</summary>
public static class RehearsalJson
{
    private static readonly JsonSerializerOptions Options = new()
    {
        WriteIndented = true,
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>Writes it.</summary>
    public static void Write(RehearsalResult result, Stream stream) => JsonSerializer.Serialize(
        stream,
        new
        {
            result.Environment,
            From = result.From.ToString(),
            To = result.To.ToString(),
            result.Passed,
            Seconds = Seconds(result.Duration),
            result.Acknowledged,
            result.Lost,
            result.Failures,
            Stages = result.Figures.GroupBy(x => x.Stage)
                .Select(x => new { x.Key.Name, x.Key.From, Seconds = Seconds(x.Key.Duration), Clients = x.Select(Of) }),
        },
        Options);

    private static object Of(StageFigures one) => new
    {
        one.Client.Name,
        one.Served,
        one.Slow,
        one.Failed,
        LongestOutageSeconds = Seconds(one.Longest),
        ObjectiveSeconds = one.Client.Objective,
        MedianMilliseconds = Math.Round(one.Median.TotalMilliseconds),
        P99Milliseconds = Math.Round(one.P99.TotalMilliseconds),
    };

    private static double Seconds(TimeSpan time) => Math.Round(time.TotalSeconds, 2);
}
