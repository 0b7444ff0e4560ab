using System.Net.Sockets;
using System.Text;
using GitLabHa.Core.Commands;
using GitLabHa.Remote.Processes;
using Renci.SshNet;
using Renci.SshNet.Common;

namespace GitLabHa.Remote.Connections.SshNet;

/// <summary>One command over a session: feeds it, drains it, and tells how it ended.</summary>
internal sealed class SshNetCommand(SshNetSession session, RemoteLine line, Stream? from) : IDisposable
{
    // Output is fetched this often; its end is seen at once. Reading from SSH.NET's streams blocks, and a thread for each of
    // them would be three for each node.
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    private const int StreamBuffer = 64 * 1024;
    private const int OutputLimit = 1024 * 1024;

    private readonly OutputBuffer _error = new(OutputLimit);
    private readonly byte[] _buffer = new byte[StreamBuffer];
    private SshCommand? _command;

    /// <summary>Runs it to its end. A failure of a stream of the caller is thrown as it came, and the command goes on meanwhile.</summary>
    public async Task<SshEnd> RunAsync(Stream output, CancellationToken stop)
    {
        try
        {
            // Without input there is no end of input either: SSH.NET sends it after a first byte only.
            var command = _command = session.Create(line + (line.HasInput ? "" : " </dev/null"));
            await ExchangeAsync(command, output, stop);
            // Killed by a signal, it has no exit code, and ssh gives this one.
            return End(command.ExitStatus ?? CommandResult.Unreachable);
        }
        catch (Exception e) when (e is SshException or SocketException
            || (session.Lost.IsCancellationRequested && e is not OperationCanceledException))
        {
            var lost = e is SshConnectionException or SocketException ? SshNetFailure.Of(e) : NoSession(e);
            return End(CommandResult.Unreachable) with { Lost = lost };
        }
    }

    /// <summary>How it ended, after its caller has given up.</summary>
    public SshEnd End(int exitCode) => new(exitCode, _error.ToString());

    /// <summary>Gives its session back. A node that does not answer would make this take a second.</summary>
    public void Dispose()
    {
        if (_command is { } command) _ = OwnThread.RunAsync(() => SshNetSession.Close([command]));
    }

    private async Task ExchangeAsync(SshCommand command, Stream output, CancellationToken stop)
    {
        // No token: SSH.NET's way of cancelling leaves the processes on the node and waits for half a second.
        var whole = await Started(OwnThread.RunAsync(() => command.ExecuteAsync(CancellationToken.None))).WaitAsync(stop);
        session.Hear();
        var feeding = line.HasInput ? OwnThread.RunAsync(() => Feed(command, stop)) : Task.CompletedTask;
        while (!whole.IsCompleted)
        {
            await Task.WhenAny(whole, Task.Delay(Poll, stop));
            stop.ThrowIfCancellationRequested();
            if (feeding.IsFaulted) await feeding;
            await DrainAsync(command, output, stop);
        }

        if (feeding.IsFaulted) await feeding;
        await DrainAsync(command, output, stop);
        await whole;
    }

    private static async Task<Task> Started(Task<Task> starting)
    {
        var whole = await starting;
        // The failure of one whose caller has given up is not reported.
        _ = whole.ContinueWith(x => x.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        return whole;
    }

    private async Task DrainAsync(SshCommand command, Stream output, CancellationToken stop)
    {
        for (var come = true; come;)
        {
            come = false;
            foreach (var (stream, into) in new[] { (command.OutputStream, output), (command.ExtendedOutputStream, _error) })
            {
                // With something there, reading does not wait.
                if (stream.Length == 0) continue;
                var count = stream.Read(_buffer, 0, _buffer.Length);
                session.Hear();
                await into.WriteAsync(_buffer.AsMemory(0, count), stop);
                come = true;
            }
        }
    }

    // The end of the input is sent only after all of it: a command must not take half of a file for the whole one.
    private void Feed(SshCommand command, CancellationToken stop)
    {
        Stream? input = null;
        var begin = Encoding.UTF8.GetBytes(line.InputMark + line.Command.Input?.Reveal());
        if (!Sent(() => (input = command.CreateInputStream()).Write(begin))) return;
        if (from is not null)
        {
            var buffer = new byte[StreamBuffer];
            for (int count; (count = from.ReadAsync(buffer, stop).AsTask().GetAwaiter().GetResult()) > 0;)
                if (!Sent(() => input!.Write(buffer, 0, count))) return;
        }

        Sent(() => input!.Dispose());
    }

    // A command may end without reading everything; its exit code tells why.
    private static bool Sent(Action send)
    {
        try
        {
            send();
            return true;
        }
        catch (Exception e) when (e is SshException or InvalidOperationException or IOException or SocketException)
        {
            return false;
        }
    }

    private static SshFailure NoSession(Exception e) => new(
        $"its sshd opens no further session ({e.Message})",
        "let sshd take ten sessions of a connection (MaxSessions in sshd_config), then rerun the command");
}
