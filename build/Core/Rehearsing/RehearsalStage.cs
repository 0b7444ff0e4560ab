namespace GitLabHa.Core.Rehearsing;

/// <summary>A part of a rehearsal: one command, or a while without any.</summary>
/// <param name="Name">What was done.</param>
/// <param name="From">When it began.</param>
/// <param name="To">When it ended.</param>
public sealed record RehearsalStage(string Name, DateTimeOffset From, DateTimeOffset To)
{
    /// <summary>How long it took.</summary>
    public TimeSpan Duration => To - From;
}
