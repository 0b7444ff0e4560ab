using System.Diagnostics;
using Renci.SshNet;
using Renci.SshNet.Common;

namespace GitLabHa.Remote.Connections.SshNet;

/// <summary>One open connection to a node; it is lost once, and never reopened.</summary>
internal sealed class SshNetSession : IDisposable
{
    // SSH.NET sends keep-alives and counts no answers. So a node that was silent for a while is asked to run something.
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly SshClient _client;
    private readonly IReadOnlyList<IDisposable> _way;
    private readonly PeriodicTimer _timer = new(Interval);
    private readonly CancellationTokenSource _lost = new();
    private long _heard = Stopwatch.GetTimestamp();
    private int _running;

    /// <param name="client">The connected client.</param>
    /// <param name="way">What it goes through, to be disposed in this order.</param>
    public SshNetSession(SshClient client, IReadOnlyList<IDisposable> way)
    {
        _client = client;
        _way = way;
        Lost = _lost.Token;
        _ = WatchAsync();
    }

    /// <summary>Cancelled when the node answers no more.</summary>
    public CancellationToken Lost { get; }

    /// <summary>A command that can be run once.</summary>
    public SshCommand Create(string line)
    {
        try
        {
            return _client.CreateCommand(line);
        }
        catch (ObjectDisposedException e)
        {
            throw new SshConnectionException("the connection was closed", e);
        }
    }

    /// <summary>Something came from the node.</summary>
    public void Hear() => Interlocked.Exchange(ref _heard, Stopwatch.GetTimestamp());

    /// <summary>Has the node watched while a command runs.</summary>
    public void Begin() => Interlocked.Increment(ref _running);

    /// <summary>The command has ended.</summary>
    public void End()
    {
        Interlocked.Decrement(ref _running);
        Hear();
    }

    /// <summary>Whether a command can be sent. What is found out here is found out before the command could have begun.</summary>
    public async Task<bool> IsUsableAsync()
    {
        if (Lost.IsCancellationRequested || !_client.IsConnected) return false;
        return Volatile.Read(ref _running) > 0 || !IsSilent || await AnswersAsync();
    }

    /// <summary>Ends the connection and all that runs over it, without waiting for a node that may not answer.</summary>
    public void Dispose()
    {
        _timer.Dispose();
        _lost.Cancel();
        _ = OwnThread.RunAsync(() => Close([_client, .. _way]));
    }

    /// <summary>Closes clients and forwarded ports; what was lost already cannot be closed in order.</summary>
    public static void Close(IEnumerable<IDisposable> parts)
    {
        foreach (var part in parts)
        {
            try
            {
                part.Dispose();
            }
            catch (Exception)
            {
                // Nothing depends on it any more, and the next part must be closed, too.
            }
        }
    }

    private async Task WatchAsync()
    {
        while (await _timer.WaitForNextTickAsync())
        {
            if (Volatile.Read(ref _running) == 0 || !IsSilent || await AnswersAsync()) continue;
            await _lost.CancelAsync();
            return;
        }
    }

    private bool IsSilent => Stopwatch.GetElapsedTime(Interlocked.Read(ref _heard)) >= Silence;

    private async Task<bool> AnswersAsync()
    {
        var before = Interlocked.Read(ref _heard);
        try
        {
            await OwnThread.RunAsync(Ping).WaitAsync(Patience);
            Hear();
            return true;
        }
        catch (TimeoutException)
        {
            return Interlocked.Read(ref _heard) != before;
        }
        catch (Exception)
        {
            // An sshd that opens no further session has answered, too.
            return !Lost.IsCancellationRequested && _client.IsConnected;
        }
    }

    // Returns when sshd has started the login shell: how long that takes over its startup files does not count.
    private void Ping()
    {
        var command = _client.CreateCommand("true");
        try
        {
            var whole = command.ExecuteAsync(CancellationToken.None);
            _ = whole.ContinueWith(_ => command.Dispose(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
        catch
        {
            command.Dispose();
            throw;
        }
    }
}
