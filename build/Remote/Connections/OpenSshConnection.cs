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
    // How much of a command's output is kept: the first and the last half.
    private const int OutputLimit = 1024 * 1024;

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
            var (reply, failure) = await AttemptAsync(command, cancellationToken);
            if (reply is { WasNeverStarted: true })
            {
                // The node restarted and left the shared connection dead; a session was never opened, so nothing ran.
                await ControlSockets.CloseAsync(_target.ControlPath, cancellationToken);
                (reply, failure) = await AttemptAsync(command, cancellationToken);
            }

            return reply is null ? SshReply.Unreachable(failure!) : reply.Result(Connected);
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
            return (await ExecuteAsync(line, input, output ?? Stream.Null, cancellationToken)).Result(Connected);
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

    private bool Connected => File.Exists(_target.ControlPath);

    private async Task<(SshReply? Reply, SshFailure? Failure)> AttemptAsync(Command command, CancellationToken cancellationToken)
    {
        var failure = await OpenAsync(cancellationToken);
        if (failure is not null) return (null, failure);
        var output = new OutputBuffer(OutputLimit);
        var reply = await ExecuteAsync(LineOf(command), null, output, cancellationToken);
        return (reply with { Output = output.ToString() }, null);
    }

    private RemoteLine LineOf(Command command) => new() { Command = command, Sudo = _target.Settings.Sudo, HasInput = command.Input is not null };

    private async Task<SshReply> ExecuteAsync(RemoteLine line, Stream? from, Stream into, CancellationToken cancellationToken)
    {
        using var frame = new FrameStream(line.Id, into);
        // The node ends the command itself; this limit is for a node that does not answer any more.
        var ssh = Ssh(_target.Run(line.ToString()), line.Command.Timeout + TimeSpan.FromSeconds(20)) with
        {
            Input = line.HasInput ? Encoding.UTF8.GetBytes(line.InputMark + line.Command.Input?.Reveal()) : default,
            From = from,
            Into = frame,
        };
        try
        {
            return new SshReply(line, await ssh.RunAsync(cancellationToken), frame, "");
        }
        catch (Exception)
        {
            await StopAsync(line);
            throw;
        }
    }

    // Without a terminal sshd does not tell a command that its client went away.
    private async Task StopAsync(RemoteLine line) =>
        await Ssh(_target.Run(LineOf(line.Stop()).ToString()), TimeSpan.FromSeconds(10)).RunAsync(CancellationToken.None);

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
