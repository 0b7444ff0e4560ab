using GitLabHa.Core;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Secrets;
using GitLabHa.Remote.Processes;

namespace GitLabHa.Remote.Connections.SshNet;

/// <summary>Reaches a node by SSH.NET, with one connection that ends with the run.</summary>
public sealed class SshNetConnection : IConnection
{
    // How much of a command's output is kept: the first and the last half.
    private const int OutputLimit = 1024 * 1024;

    // sshd refuses more than MaxSessions (10 by default) sessions on one connection; one is for the watch, one to end a command.
    private readonly SemaphoreSlim _sessions = new(8);
    private readonly SemaphoreSlim _opening = new(1);
    private readonly SshTarget _target;
    private readonly Lazy<IConnection>? _streams;
    private SshNetSession? _session;

    /// <param name="target">The node and how it is reached.</param>
    /// <param name="streams">Reaches the same node for output that must be held back; null when nothing does.</param>
    internal SshNetConnection(SshTarget target, Lazy<IConnection>? streams)
    {
        _target = target;
        _streams = streams;
    }

    /// <inheritdoc />
    public Node Node => _target.Node;

    /// <inheritdoc />
    public Task<CommandResult> RunAsync(Command command, CancellationToken cancellationToken) =>
        ExecuteAsync(LineOf(command), null, new OutputBuffer(OutputLimit), cancellationToken);

    /// <inheritdoc />
    public Task<CommandResult> PipeAsync(Command command, Stream? input, Stream? output, CancellationToken cancellationToken)
    {
        if (output is not null && !TakesAtOnce(output)) return Streams().PipeAsync(command, input, output, cancellationToken);
        var line = LineOf(command) with { HasInput = input is not null || command.Input is not null, Hashed = output is not null };
        return ExecuteAsync(line, input, output ?? Stream.Null, cancellationToken);
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

    /// <summary>Ends the connection.</summary>
    public async ValueTask DisposeAsync()
    {
        _session?.Dispose();
        _sessions.Dispose();
        _opening.Dispose();
        if (_streams is { IsValueCreated: true }) await _streams.Value.DisposeAsync();
    }

    // SSH.NET never holds the node back: what a taker leaves for later piles up in memory. These take everything at once.
    private static bool TakesAtOnce(Stream output) =>
        output is LineStream || output == Stream.Null || output.GetType() == typeof(MemoryStream);

    /// <summary>Why output that must be held back cannot be had.</summary>
    internal static OperatorException NoStreams(string where) => new(
        "kind: sshnet cannot hold a node back while its output is stored; such streams need the OpenSSH client, and it is not installed",
        where,
        "Install the OpenSSH client on this machine, or run the command on one that has it.");

    private IConnection Streams() => _streams?.Value ?? throw NoStreams($"{Node.Name} ({Node.Address})");

    private RemoteLine LineOf(Command command) =>
        new() { Command = command, Sudo = _target.Settings.Sudo, HasInput = command.Input is not null };

    private async Task<CommandResult> ExecuteAsync(RemoteLine line, Stream? from, Stream into, CancellationToken cancellationToken)
    {
        await _sessions.WaitAsync(cancellationToken);
        try
        {
            using var frame = new FrameStream(line.Id, into);
            var end = await ExecuteAsync(await OpenAsync(cancellationToken), line, from, frame, cancellationToken);
            return new SshReply(line, end, frame, into is OutputBuffer kept ? kept.ToString() : "").Result();
        }
        catch (SshFailureException e)
        {
            return SshReply.Unreachable(e.Failure);
        }
        finally
        {
            _sessions.Release();
        }
    }

    private async Task<SshEnd> ExecuteAsync(
        SshNetSession session, RemoteLine line, Stream? from, FrameStream frame, CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, session.Lost);
        // The node ends the command itself; this limit is for a node that does not answer any more.
        stop.CancelAfter(line.Command.Timeout + TimeSpan.FromSeconds(20));
        using var command = new SshNetCommand(session, line, from);
        session.Begin();
        try
        {
            return await command.RunAsync(frame, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return session.Lost.IsCancellationRequested
                ? command.End(CommandResult.Unreachable) with { Lost = SshFailure.NoAnswer }
                : command.End(CommandResult.TimedOut) with { TimedOut = true };
        }
        catch (Exception)
        {
            // Before its input ends: sshd does not tell a command without a terminal that its client went away.
            await StopAsync(session, line);
            throw;
        }
        finally
        {
            session.End();
        }
    }

    private async Task StopAsync(SshNetSession session, RemoteLine line)
    {
        var stop = LineOf(line.Stop());
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(session.Lost);
        limit.CancelAfter(TimeSpan.FromSeconds(10));
        using var command = new SshNetCommand(session, stop, null);
        try
        {
            await command.RunAsync(Stream.Null, limit.Token);
        }
        catch (OperationCanceledException)
        {
            // The node does not answer; its own timeout ends the command.
        }
    }

    private async Task<SshNetSession> OpenAsync(CancellationToken cancellationToken)
    {
        await _opening.WaitAsync(cancellationToken);
        try
        {
            if (_session is { } open && await open.IsUsableAsync()) return open;
            _session?.Dispose();
            _session = null;
            return _session = await SshNetOpening.OpenAsync(_target, cancellationToken);
        }
        finally
        {
            _opening.Release();
        }
    }
}
