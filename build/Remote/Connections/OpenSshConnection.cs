using System.Text;
using GitLabHa.Core;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Secrets;
using GitLabHa.Remote.Processes;

namespace GitLabHa.Remote.Connections;

/// <summary>Reaches a node by the OpenSSH client, with one shared connection that outlives the run.</summary>
public sealed class OpenSshConnection : IConnection
{
    // sshd refuses more than MaxSessions (10 by default) sessions on one connection.
    private readonly SemaphoreSlim _sessions = new(8);
    private readonly SemaphoreSlim _opening = new(1);
    private readonly SshTarget _target;

    internal OpenSshConnection(SshTarget target) => _target = target;

    /// <inheritdoc />
    public Node Node => _target.Node;

    /// <inheritdoc />
    public async Task<CommandResult> RunAsync(Command command, CancellationToken cancellationToken)
    {
        await _sessions.WaitAsync(cancellationToken);
        try
        {
            var (result, failure) = await AttemptAsync(command, cancellationToken);
            if (result is not null && WasNeverStarted(result))
            {
                // The node restarted and left the shared connection dead; a session was never opened, so nothing ran.
                await ControlSockets.CloseAsync(_target.ControlPath, cancellationToken);
                (result, failure) = await AttemptAsync(command, cancellationToken);
            }

            return result is null ? Unreachable(failure!) : Interpret(result, command);
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
            return Interpret(await ExecuteAsync(command, cancellationToken, input, output ?? Stream.Null), command);
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
    public async Task<Secret?> ReadSecretAsync(string path, CancellationToken cancellationToken)
    {
        var result = await RunAsync(SecretRead.Command(path), cancellationToken);
        return SecretRead.Interpret(result, path, Node);
    }

    /// <summary>Ends the shared connection.</summary>
    public async Task CloseAsync(CancellationToken cancellationToken)
    {
        if (File.Exists(_target.ControlPath)) await ControlSockets.CloseAsync(_target.ControlPath, cancellationToken);
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
        if (File.Exists(_target.ControlPath)) return null;
        await _opening.WaitAsync(cancellationToken);
        try
        {
            if (File.Exists(_target.ControlPath)) return null;
            if (!File.Exists(_target.KnownHosts)) throw NothingPinned();
            var limit = TimeSpan.FromSeconds(_target.Settings.ConnectTimeoutSeconds + 20);
            var result = await Ssh(_target.Open(), limit).RunAsync(cancellationToken);
            if (result.TimedOut) return SshFailure.FromSsh("timed out");
            return result.Succeeded ? null : SshFailure.FromSsh(result.Error);
        }
        finally
        {
            _opening.Release();
        }
    }

    private async Task<(ProgramResult? Result, SshFailure? Failure)> AttemptAsync(Command command, CancellationToken cancellationToken)
    {
        var failure = await OpenAsync(cancellationToken);
        return failure is null ? (await ExecuteAsync(command, cancellationToken), null) : (null, failure);
    }

    private async Task<ProgramResult> ExecuteAsync(Command command, CancellationToken cancellationToken, Stream? from = null, Stream? into = null)
    {
        var line = new RemoteLine { Command = command, Sudo = _target.Settings.Sudo };
        // The node ends the command itself; this limit is for a node that does not answer any more.
        var ssh = Ssh(_target.Run(line.ToString()), command.Timeout + TimeSpan.FromSeconds(20)) with
        {
            Input = command.Input is { } input ? Encoding.UTF8.GetBytes(input.Reveal()) : default,
            From = from,
            Into = into,
        };
        try
        {
            return await ssh.RunAsync(cancellationToken);
        }
        catch (Exception)
        {
            await StopAsync(line);
            throw;
        }
    }

    // Without a terminal sshd does not tell a command that its client went away.
    private async Task StopAsync(RemoteLine line)
    {
        var stop = new RemoteLine { Command = line.Stop(), Sudo = _target.Settings.Sudo };
        await Ssh(_target.Run(stop.ToString()), TimeSpan.FromSeconds(10)).RunAsync(CancellationToken.None);
    }

    private CommandResult Interpret(ProgramResult result, Command command)
    {
        if (result.TimedOut || result.ExitCode == CommandResult.TimedOut) return TooLong(result, command);
        if (_target.Settings.Sudo && SshFailure.FromSudo(result.ExitCode, result.Error) is { } sudo) return Unreachable(sudo);
        return WasNeverStarted(result) || LostConnection(result)
            ? Unreachable(SshFailure.FromSsh(result.Error))
            : new(result.ExitCode, result.Output, result.Error);
    }

    private static CommandResult TooLong(ProgramResult result, Command command)
    {
        var words = $"'{command.Display}' took longer than {command.Timeout.TotalSeconds:0} s and was ended";
        return new(CommandResult.TimedOut, result.Output, $"{result.Error.TrimEnd()}\n{words}".TrimStart());
    }

    // A script may end with 255 too; ssh's own failures take the shared connection with them.
    private bool LostConnection(ProgramResult result) =>
        result.ExitCode == CommandResult.Unreachable && !File.Exists(_target.ControlPath);

    private static bool WasNeverStarted(ProgramResult result) =>
        result.ExitCode == CommandResult.Unreachable && result.Error.Contains("mux_client_", StringComparison.Ordinal);

    private static CommandResult Unreachable(SshFailure failure) => new(CommandResult.Unreachable, "", failure.ToString());

    private static Program Ssh(IEnumerable<string> arguments, TimeSpan timeout) => new()
    {
        Name = "ssh",
        Arguments = [.. arguments],
        Timeout = timeout,
        Install = "install the OpenSSH client, e.g. apt-get install openssh-client",
    };

    private OperatorException NothingPinned() => new(
        $"no host keys are pinned for {Node.Name}: the file is missing",
        _target.KnownHosts,
        $"ssh-keyscan {_target.Host} >> {_target.KnownHosts}, then compare the fingerprints with the nodes' own (ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub)");
}
