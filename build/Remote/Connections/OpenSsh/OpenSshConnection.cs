using System.Text;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Secrets;
using GitLabHa.Remote.Processes;

namespace GitLabHa.Remote.Connections.OpenSsh;

/// <summary>Reaches a node by the OpenSSH client, with one shared connection that outlives the run.</summary>
public sealed class OpenSshConnection : IConnection
{
    // How much of a command's output is kept: the first and the last half.
    private const int OutputLimit = 1024 * 1024;

    // sshd refuses more than MaxSessions (10 by default) sessions on one connection.
    private readonly SemaphoreSlim _sessions = new(8);
    private readonly SemaphoreSlim _opening = new(1);
    private readonly SshTarget _target;
    private readonly SshArguments _arguments;
    private readonly string _controlPath;

    internal OpenSshConnection(SshTarget target, string controlPath)
    {
        _target = target;
        _controlPath = controlPath;
        _arguments = new SshArguments(target, controlPath);
    }

    /// <inheritdoc />
    public Node Node => _target.Node;

    /// <inheritdoc />
    public async Task<CommandResult> RunAsync(Command command, CancellationToken cancellationToken)
    {
        await _sessions.WaitAsync(cancellationToken);
        try
        {
            var (reply, failure) = await AttemptAsync(command, cancellationToken);
            if (reply is not null && WasNeverStarted(reply))
            {
                // The node restarted and left the shared connection dead; a session was never opened, so nothing ran.
                await ControlSockets.CloseAsync(_controlPath, cancellationToken);
                (reply, failure) = await AttemptAsync(command, cancellationToken);
            }

            return reply is null ? SshReply.Unreachable(failure!) : reply.Result();
        }
        finally
        {
            _sessions.Release();
        }
    }

    /// <inheritdoc />
    public async Task<CommandResult> PipeAsync(Command command, Stream? input, Stream? output, CancellationToken cancellationToken)
    {
        // A dead shared connection is found out before the stream is touched: it cannot be read twice.
        var alive = await RunAsync(Command.Of("true"), cancellationToken);
        if (!alive.Succeeded) return alive;
        await _sessions.WaitAsync(cancellationToken);
        try
        {
            var line = LineOf(command) with { HasInput = input is not null || command.Input is not null, Hashed = output is not null };
            return (await ExecuteAsync(line, input, output ?? Stream.Null, cancellationToken)).Result();
        }
        finally
        {
            _sessions.Release();
        }
    }

    /// <inheritdoc />
    public async Task WriteAsync(DesiredFile file, string? beforeSha256, CancellationToken cancellationToken)
    {
        var result = await RunAsync(AtomicWrite.Command(file, beforeSha256), cancellationToken);
        if (AtomicWrite.Failure(result, file, Node) is { } failure) throw failure;
    }

    /// <inheritdoc />
    public async Task<Secret?> ReadSecretAsync(string path, string? sha256, CancellationToken cancellationToken)
    {
        var result = await RunAsync(SecretRead.Command(path), cancellationToken);
        return SecretRead.Interpret(result, path, sha256, Node);
    }

    /// <summary>Ends the shared connection.</summary>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        if (File.Exists(_controlPath)) await ControlSockets.CloseAsync(_controlPath, cancellationToken);
    }

    /// <summary>Lets go of the connection; the shared one stays open for the next run, for ten minutes.</summary>
    public ValueTask DisposeAsync()
    {
        _sessions.Dispose();
        _opening.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task<SshFailure?> OpenAsync(CancellationToken cancellationToken)
    {
        if (File.Exists(_controlPath)) return null;
        await _opening.WaitAsync(cancellationToken);
        try
        {
            if (File.Exists(_controlPath)) return null;
            _target.RequirePins();
            var limit = TimeSpan.FromSeconds(_target.Settings.ConnectTimeoutSeconds + 20);
            var result = await Ssh(_arguments.Open(), limit).RunAsync(cancellationToken);
            if (result.TimedOut) return SshFailure.FromSsh("timed out");
            return result.Succeeded ? null : SshFailure.FromSsh(result.Error);
        }
        finally
        {
            _opening.Release();
        }
    }

    private bool Connected => File.Exists(_controlPath);

    private async Task<(SshReply? Reply, SshFailure? Failure)> AttemptAsync(Command command, CancellationToken cancellationToken)
    {
        var failure = await OpenAsync(cancellationToken);
        if (failure is not null) return (null, failure);
        var output = new OutputBuffer(OutputLimit);
        var reply = await ExecuteAsync(LineOf(command), null, output, cancellationToken);
        return (reply with { Output = output.ToString() }, null);
    }

    private RemoteLine LineOf(Command command) =>
        new() { Command = command, Sudo = _target.Settings.Sudo, HasInput = command.Input is not null };

    private async Task<SshReply> ExecuteAsync(RemoteLine line, Stream? from, Stream into, CancellationToken cancellationToken)
    {
        using var frame = new FrameStream(line.Id, into);
        // The node ends the command itself; this limit is for a node that does not answer any more.
        var ssh = Ssh(_arguments.Run(line.ToString()), line.Command.Timeout + TimeSpan.FromSeconds(20)) with
        {
            Input = line.HasInput ? Encoding.UTF8.GetBytes(line.InputMark + line.Command.Input?.Reveal()) : default,
            From = from,
            Into = frame,
        };
        try
        {
            return new SshReply(line, EndOf(await ssh.RunAsync(cancellationToken), frame.Begun), frame, "");
        }
        catch (Exception)
        {
            await StopAsync(line);
            throw;
        }
    }

    // Without a terminal sshd does not tell a command that its client went away.
    private async Task StopAsync(RemoteLine line) =>
        await Ssh(_arguments.Run(LineOf(line.Stop()).ToString()), TimeSpan.FromSeconds(10)).RunAsync(CancellationToken.None);

    private static Program Ssh(IEnumerable<string> arguments, TimeSpan timeout) => new()
    {
        Name = "ssh",
        Arguments = [.. arguments],
        Timeout = timeout,
        Install = "install the OpenSSH client, e.g. apt-get install openssh-client",
    };

    // A script may end with 255, too; ssh's own failures take the shared connection with them.
    private SshEnd EndOf(ProgramResult ssh, bool begun)
    {
        var lost = ssh.ExitCode == CommandResult.Unreachable && (!Connected || (!begun && MuxFailed(ssh.Error)));
        // Once the command has begun, standard error is its own.
        return new SshEnd(ssh.ExitCode, ssh.Error)
        {
            TimedOut = ssh.TimedOut,
            Lost = lost ? begun ? SshFailure.Closed : SshFailure.FromSsh(ssh.Error) : null,
        };
    }

    private static bool WasNeverStarted(SshReply reply) =>
        !reply.Frame.Begun && reply.End.ExitCode == CommandResult.Unreachable && MuxFailed(reply.End.Error);

    private static bool MuxFailed(string error) => error.Contains("mux_client_", StringComparison.Ordinal);
}
