using System.Collections.Immutable;
using System.Globalization;
using GitLabHa.Core.Drilling;
using GitLabHa.Core.Model;

namespace GitLabHa.Core.Rehearsing;

/// <summary>What a rehearsal showed.</summary>
public sealed record RehearsalResult
{
    /// <summary>The environment that its lab was made like.</summary>
    public required string Environment { get; init; }

    /// <summary>The version that it began with.</summary>
    public required GitLabVersion From { get; init; }

    /// <summary>The version that it came to.</summary>
    public required GitLabVersion To { get; init; }

    /// <summary>What was done, in its order.</summary>
    public required ImmutableArray<RehearsalStage> Stages { get; init; }

    /// <summary>The clients, and what they saw.</summary>
    public required ImmutableArray<RehearsalClient> Clients { get; init; }

    /// <summary>What a command that failed says, or null.</summary>
    public required string? Broken { get; init; }

    /// <summary>What each client saw in each stage.</summary>
    public IEnumerable<StageFigures> Figures => Stages.SelectMany(stage => Clients.Select(client => StageFigures.Of(stage, client)));

    /// <summary>How many writes were acknowledged.</summary>
    public int Acknowledged => Clients.Where(x => x.Writes).Sum(x => x.Log.Samples.Count(y => y.Acknowledged));

    /// <summary>How many of them were not there in the end; null when they could not be read back.</summary>
    public int? Lost => Clients.Where(x => x.Writes).Select(x => Evaluation.Lost(x.Log)).Aggregate((int?)0, (sum, x) => sum + x);

    /// <summary>How long all took.</summary>
    public TimeSpan Duration => Stages.Length == 0 ? TimeSpan.Zero : Stages[^1].To - Stages[0].From;

    /// <summary>What was not as it must be.</summary>
    public ImmutableArray<string> Failures => [.. Judge()];

    /// <summary>Whether all was.</summary>
    public bool Passed => Failures.IsEmpty;

    private IEnumerable<string> Judge()
    {
        if (Broken is not null) yield return Broken;
        if (Lost is null) yield return "the writes could not be read back";
        if (Lost > 0) yield return $"{Lost} of {Acknowledged} acknowledged writes were lost";
        foreach (var one in Figures.Where(x => x.TooLong))
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{one.Stage.Name}: {one.Client.Name} were not served for {one.Longest.TotalSeconds:0.0} s; the objective is "
                + $"{one.Client.Objective} s");
        foreach (var client in Clients.Where(x => x.Log.Samples is [.., { Acknowledged: false }]))
            yield return $"{client.Name} were not served any more in the end: {client.Log.Samples[^1].Why}";
    }
}
