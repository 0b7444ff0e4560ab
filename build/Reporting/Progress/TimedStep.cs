namespace GitLabHa.Reporting.Progress;

/// <summary>A step of a run with its times.</summary>
/// <param name="Node">The node's name.</param>
/// <param name="Stage">The stage or target it belongs to.</param>
/// <param name="Text">What it does.</param>
/// <param name="Waits">Whether it only waits for something to become healthy.</param>
/// <param name="Start">When it began.</param>
/// <param name="End">When it ended.</param>
public sealed record TimedStep(string Node, string Stage, string Text, bool Waits, DateTimeOffset Start, DateTimeOffset End)
{
    /// <summary>How long it took.</summary>
    public TimeSpan Duration => End - Start;
}
