namespace GitLabHa.Remote.Locking;

/// <summary>Who holds an environment's lock.</summary>
/// <param name="Id">Unique to one run.</param>
/// <param name="Who">user@machine.</param>
/// <param name="Machine">Tells that machine from others of its name.</param>
/// <param name="Process">The process on that machine, as pid:start; the start tells it from others of its number.</param>
/// <param name="Since">When it was taken, UTC.</param>
/// <param name="What">The command line's targets.</param>
public sealed record LockHolder(string Id, string Who, string Machine, string Process, DateTimeOffset Since, string What)
{
    /// <inheritdoc />
    public override string ToString() => $"{Who} (process {Process.Split(':')[0]}) since {Since:yyyy-MM-dd HH:mm:ss} UTC, running {What}";
}
