using System.Buffers;
using System.ComponentModel;
using System.Globalization;
using System.Runtime.ExceptionServices;
using CliWrap;
using GitLabHa.Core;

namespace GitLabHa.Remote.Processes;

/// <summary>One run of a program: feeds it, drains it, and ends it when it must end.</summary>
internal sealed class ProgramRun(Program program) : IDisposable
{
    // A daemon that the program started may hold the pipes open; its later output is not awaited.
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(1);

    private const int StreamBuffer = 256 * 1024;

    private readonly OutputBuffer _output = new(program.OutputLimit);
    private readonly OutputBuffer _error = new(program.OutputLimit);
    private readonly CancellationTokenSource _broken = new();
    private readonly CancellationTokenSource _drop = new();
    private readonly CancellationTokenSource _kill = new();
    private readonly TaskCompletionSource _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _taken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ExceptionDispatchInfo? _failure;

    public async Task<ProgramResult> RunAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var run = Start();
        var ended = await EndsAsync(cancellationToken);
        if (!ended) await StopAsync(run.ProcessId);
        // The taker of the output may be slower than the program: what is still in the pipe belongs to it.
        if (program.Into is not null && ended) await Task.WhenAny(_taken.Task, Task.Delay(program.Timeout, CancellationToken.None));
        await SettleAsync(run.Task);
        var exitCode = await ExitCodeAsync(run);
        cancellationToken.ThrowIfCancellationRequested();
        _failure?.Throw();
        return new ProgramResult(
            ended ? exitCode : Core.Commands.CommandResult.TimedOut, _output.ToString(), _error.ToString())
        { TimedOut = !ended };
    }

    public void Dispose()
    {
        _broken.Dispose();
        _drop.Dispose();
        _kill.Dispose();
    }

    private CommandTask<CommandResult> Start()
    {
        // Without a path the working folder would be searched before PATH.
        var path = SearchPath.Find(program.Name) ?? throw Missing();
        var setsid = program.OnTerminal ? null : SearchPath.Find("setsid");
        var command = Cli.Wrap(setsid ?? path)
            .WithArguments(setsid is null ? program.Arguments : [path, .. program.Arguments])
            // Messages are matched by their English text.
            .WithEnvironmentVariables(x => x.Set("LC_ALL", "C.UTF-8"))
            .WithValidation(CommandResultValidation.None)
            .WithStandardInputPipe(PipeSource.Create(FeedAsync))
            .WithStandardOutputPipe(
                PipeTarget.Create((stream, _) => program.Into is { } into ? CopyAsync(stream, into) : DrainAsync(stream, _output)))
            .WithStandardErrorPipe(PipeTarget.Create((stream, _) => DrainAsync(stream, _error)));
        try
        {
            // The task ends with the pipes, and a daemon may hold those: the process tells its own end.
            return command.ExecuteAsync(null, process => process.Exited += (_, _) => _exited.TrySetResult(), _kill.Token);
        }
        catch (Win32Exception e)
        {
            throw new OperatorException(
                $"{program.Name} cannot be started: {e.Message}", path, "Find out why this machine does not run it.");
        }
    }

    private OperatorException Missing() => new(
        $"{program.Name} is not installed",
        "the PATH of this machine",
        program.Install ?? $"install {program.Name} and rerun the command");

    // An IOException of the pipe means that the program ended without reading everything: its exit code says why. CliWrap takes
    // every IOException for that, so a failure of the source must not reach it.
    private async Task FeedAsync(Stream pipe, CancellationToken cancellationToken)
    {
        if (!program.Input.IsEmpty) await pipe.WriteAsync(program.Input, cancellationToken);
        if (program.From is not { } from) return;
        var buffer = new byte[StreamBuffer];
        while (await GuardAsync(() => from.ReadAsync(buffer, _broken.Token).AsTask()) is var count and > 0)
            await pipe.WriteAsync(buffer.AsMemory(0, count), cancellationToken);
    }

    private async Task CopyAsync(Stream pipe, Stream into)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(StreamBuffer);
        try
        {
            var taken = true;
            while (taken && await pipe.ReadAsync(buffer, _drop.Token) is var count and > 0)
                taken = await GuardAsync(async () =>
                {
                    await into.WriteAsync(buffer.AsMemory(0, count), _broken.Token);
                    return count;
                }) > 0;
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The rest is not awaited.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
            _taken.TrySetResult();
        }
    }

    /// <summary>
    /// Reads a source or writes to a target of the caller; its failure ends the program and is thrown as it came. 0 then.
    /// </summary>
    private async Task<int> GuardAsync(Func<Task<int>> act)
    {
        try
        {
            return await act();
        }
        catch (Exception e)
        {
            if (!_broken.IsCancellationRequested) _failure ??= ExceptionDispatchInfo.Capture(e);
            await _broken.CancelAsync();
            // Otherwise the program would take the end of its input for the end of the source.
            await _exited.Task;
            return 0;
        }
    }

    private async Task DrainAsync(Stream pipe, OutputBuffer into)
    {
        var lines = program.OnLine is null ? null : new LineSplitter(program.OnLine);
        var buffer = new byte[16 * 1024];
        try
        {
            for (int count; (count = await pipe.ReadAsync(buffer, _drop.Token)) > 0;)
            {
                into.Append(buffer.AsSpan(0, count));
                lines?.Append(buffer.AsSpan(0, count));
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The rest is not awaited.
        }

        lines?.Flush();
    }

    private async Task<bool> EndsAsync(CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _broken.Token);
        deadline.CancelAfter(program.Timeout);
        try
        {
            await _exited.Task.WaitAsync(deadline.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task StopAsync(int process)
    {
        if (program.Grace > TimeSpan.Zero)
        {
            // CliWrap's own graceful end is SIGINT, which a background shell ignores.
            var id = process.ToString(CultureInfo.InvariantCulture);
            await Program.Of("sh", "-c", "kill -TERM \"$1\"", "sh", id).RunAsync(CancellationToken.None);
            await Task.WhenAny(_exited.Task, Task.Delay(program.Grace, CancellationToken.None));
        }

        // With its children.
        await _kill.CancelAsync();
        await _exited.Task;
    }

    private async Task SettleAsync(Task streams)
    {
        for (long before = -1, now = 0; before != now && !streams.IsCompleted; before = now, now = _output.Length + _error.Length)
            await Task.WhenAny(streams, Task.Delay(Linger, CancellationToken.None));
        await _drop.CancelAsync();
    }

    private static async Task<int> ExitCodeAsync(CommandTask<CommandResult> run)
    {
        try
        {
            return (await run).ExitCode;
        }
        catch (OperationCanceledException)
        {
            return Core.Commands.CommandResult.TimedOut;
        }
    }
}
