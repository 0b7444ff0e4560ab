using GitLabHa.Core.Checks;

namespace GitLabHa.Remote.Checking;

/// <summary>A check and what it found.</summary>
public sealed record CheckOutcome(Check Check, Verdict Verdict, TimeSpan Duration);
