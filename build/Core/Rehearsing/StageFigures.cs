using GitLabHa.Core.Drilling;

namespace GitLabHa.Core.Rehearsing;

/// <summary>What a client saw during a stage.</summary>
public sealed record StageFigures
{
    /// <summary>The stage.</summary>
    public required RehearsalStage Stage { get; init; }

    /// <summary>The client.</summary>
    public required RehearsalClient Client { get; init; }

    /// <summary>How often it was served.</summary>
    public required int Served { get; init; }

    /// <summary>How often it was not.</summary>
    public required int Failed { get; init; }

    /// <summary>How often it was served after more than <see cref="ClientTimes.Restless"/>.</summary>
    public required int Slow { get; init; }

    /// <summary>The longest time between two answers that began in this stage, whenever it ended.</summary>
    public required TimeSpan Longest { get; init; }

    /// <summary>Half of the answers came within this time.</summary>
    public required TimeSpan Median { get; init; }

    /// <summary>99 of 100 answers came within this time.</summary>
    public required TimeSpan P99 { get; init; }

    /// <summary>Whether the objective was missed.</summary>
    public bool TooLong => Client.Objective is { } most && Longest.TotalSeconds > most;

    /// <summary>Of a client in a stage.</summary>
    public static StageFigures Of(RehearsalStage stage, RehearsalClient client)
    {
        var samples = client.Log.Samples.Where(x => x.At > stage.From && x.At <= stage.To).ToArray();
        var times = samples.Where(x => x.Acknowledged).Select(x => x.Duration).Order().ToArray();
        return new StageFigures
        {
            Stage = stage,
            Client = client,
            Served = times.Length,
            Failed = samples.Length - times.Length,
            Slow = times.Count(x => x > ClientTimes.Restless),
            Longest = LongestOf(stage, client.Log),
            Median = Rank(times, 0.5),
            P99 = Rank(times, 0.99),
        };
    }

    private static TimeSpan LongestOf(RehearsalStage stage, ClientLog log)
    {
        if (log.Samples.IsEmpty) return TimeSpan.Zero;
        var answers = log.Samples.Where(x => x.Acknowledged).Select(x => x.At).Order().ToArray();
        // The last one is open until the client's last attempt.
        var ends = answers.Skip(1).Append(log.Samples.Max(x => x.At));
        return answers.Zip(ends, (from, to) => (From: from, Time: to - from)).Where(x => x.From > stage.From && x.From <= stage.To)
            .Select(x => x.Time).DefaultIfEmpty().Max();
    }

    private static TimeSpan Rank(TimeSpan[] sorted, double share) =>
        sorted.Length == 0 ? TimeSpan.Zero : sorted[(int)Math.Ceiling(sorted.Length * share) - 1];
}
