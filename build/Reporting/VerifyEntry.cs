using GitLabHa.Core.Checks;

namespace GitLabHa.Reporting;

/// <summary>A check with its answer.</summary>
public sealed record VerifyEntry(Check Check, Verdict Verdict, TimeSpan Duration)
{
    /// <summary>Unknown is as red as unhealthy.</summary>
    public bool Red => Verdict.Health is Health.Unhealthy or Health.Unknown;

    /// <summary>The nodes that were asked.</summary>
    public IReadOnlyList<string> Nodes => [.. Check.Probes.Select(x => x.Node.Name).Distinct()];
}
