namespace GitLabHa.Core.Drilling;

/// <summary>One attempt of a client.</summary>
/// <param name="At">When its answer was there, or when it gave up.</param>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Acknowledged">Whether it was told that its write is done.</param>
/// <param name="Why">Why not, in the words of the site.</param>
public sealed record Sample(DateTimeOffset At, int Number, bool Acknowledged, string Why)
{
    /// <summary>How long it took.</summary>
    public TimeSpan Duration { get; init; }
}
