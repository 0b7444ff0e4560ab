namespace GitLabHa.Core.Drilling;

/// <summary>A time without an acknowledged write.</summary>
/// <param name="From">The last acknowledgement before it.</param>
/// <param name="To">The first one after it, or the client's last attempt when none came.</param>
/// <param name="Ended">Whether one came.</param>
public sealed record Outage(DateTimeOffset From, DateTimeOffset To, bool Ended)
{
    /// <summary>How long it was.</summary>
    public TimeSpan Duration => To - From;
}
