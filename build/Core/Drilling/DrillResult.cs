using System.Collections.Immutable;

namespace GitLabHa.Core.Drilling;

/// <summary>What a drill showed.</summary>
public sealed record DrillResult
{
    /// <summary>The environment's name.</summary>
    public required string Environment { get; init; }

    /// <summary>The drill.</summary>
    public required Scenario Scenario { get; init; }

    /// <summary>Who was struck.</summary>
    public required string Victims { get; init; }

    /// <summary>Where the client ran.</summary>
    public required string Client { get; init; }

    /// <summary>What the client saw.</summary>
    public required ClientLog Log { get; init; }

    /// <summary>What happened, in its order.</summary>
    public required ImmutableArray<TimelineEvent> Timeline { get; init; }

    /// <summary>The longest time without an acknowledgement that ended after the fault began.</summary>
    public required Outage Outage { get; init; }

    /// <summary>All times of more than a second without an acknowledgement after the fault began, together.</summary>
    public required TimeSpan Unserved { get; init; }

    /// <summary>How many acknowledged writes were not there in the end; null when nothing is written or could be read back.</summary>
    public required int? Lost { get; init; }

    /// <summary>
    /// The longest outage that the environment promises, in seconds; null: none is promised, or the drill is not about one.
    /// </summary>
    public required int? OutageObjective { get; init; }

    /// <summary>How many lost writes the environment allows; null: nothing is said of it.</summary>
    public required int? LostObjective { get; init; }

    /// <summary>What was not as it must be.</summary>
    public required ImmutableArray<string> Failures { get; init; }

    /// <summary>Whether all was as it must be.</summary>
    public bool Passed => Failures.IsEmpty;

    /// <summary>How many writes were acknowledged.</summary>
    public int Acknowledged => Log.Samples.Count(x => x.Acknowledged);
}
