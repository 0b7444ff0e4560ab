namespace GitLabHa.Core.Checks;

/// <summary>A check, what it found, and how long that took.</summary>
public sealed record CheckOutcome(Check Check, Verdict Verdict, TimeSpan Duration)
{
    /// <summary>Unknown is as red as unhealthy.</summary>
    public bool Failed => Verdict.Health is Health.Unhealthy or Health.Unknown;

    /// <summary>The nodes that were asked.</summary>
    public IReadOnlyList<string> Nodes => [.. Check.Probes.Select(x => x.Node.Name).Distinct()];
}
