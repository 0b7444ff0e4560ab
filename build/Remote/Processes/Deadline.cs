namespace GitLabHa.Remote.Processes;

/// <summary>A moment that is so far away from now on the monotonic clock: no change of the system time moves it.</summary>
internal sealed class Deadline(TimeSpan away)
{
    private readonly long _start = TimeProvider.System.GetTimestamp();

    /// <summary>Whether that moment has passed.</summary>
    internal bool HasPassed => TimeProvider.System.GetElapsedTime(_start) > away;
}
