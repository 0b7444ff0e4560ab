namespace GitLabHa.Tests.Unit;

/// <summary>Whoever waits is through at once, and that much later it is.</summary>
internal sealed class QuickTime : TimeProvider
{
    internal long Seconds { get; private set; }

    public override long TimestampFrequency => 1;

    public override long GetTimestamp() => Seconds;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Seconds += (long)dueTime.TotalSeconds;
        return base.CreateTimer(callback, state, TimeSpan.Zero, period);
    }
}
