using System.Buffers;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.ExceptionServices;
using GitLabHa.Core;
using GitLabHa.Core.Commands;

namespace GitLabHa.Remote.Processes;

/// <summary>One run of a program: feeds it, drains it, and ends it when it must end.</summary>
internal sealed class ProgramRun(Program program) : IDisposable
{
    // A daemon that the program left behind may hold the pipes open; what it says later is not awaited.
    private static readonly TimeSpan Linger = TimeSpan.FromSeconds(1);

    private const int StreamBuffer = 256 * 1024;

    private readonly OutputBuffer _output = new(program.OutputLimit);
    private readonly OutputBuffer _error = new(program.OutputLimit);
    private readonly CancellationTokenSource _broken = new();
    private ExceptionDispatchInfo? _failure;

    public async Task<ProgramResult> RunAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var process = Start();
        var output = program.Into is { } into ? CopyAsync(process.StandardOutput.BaseStream, into) : DrainAsync(process.StandardOutput.BaseStream, _output);
        var streams = Task.WhenAll(FeedAsync(process.StandardInput.BaseStream), output, DrainAsync(process.StandardError.BaseStream, _error));
        var ended = await EndsAsync(process, cancellationToken);
        if (!ended) await StopAsync(process);
        // Who takes the output may be slower than the program: what is still in the pipe belongs to it.
        if (program.Into is not null && ended) await Task.WhenAny(output, Task.Delay(program.Timeout, CancellationToken.None));
        await SettleAsync(streams);
        cancellationToken.ThrowIfCancellationRequested();
        _failure?.Throw();
        return new ProgramResult(ended ? process.ExitCode : CommandResult.TimedOut, _output.ToString(), _error.ToString()) { TimedOut = !ended };
    }

    public void Dispose() => _broken.Dispose();

    private Process Start()
    {
        var path = SearchPath.Find(program.Name) ?? throw Missing();
        var setsid = program.OnTerminal ? null : SearchPath.Find("setsid");
        var start = new ProcessStartInfo(setsid ?? path)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        if (setsid is not null) start.ArgumentList.Add(path);
        foreach (var argument in program.Arguments) start.ArgumentList.Add(argument);
        // Messages are matched by their English text.
        start.Environment["LC_ALL"] = "C.UTF-8";
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception e)
        {
            throw new OperatorException($"{program.Name} cannot be started: {e.Message}", path, "see why this machine refuses to run it");
        }
    }

    private OperatorException Missing() => new(
        $"{program.Name} is not installed",
        "the PATH of this machine",
        program.Install ?? $"install {program.Name} and run the same command again");

    private async Task FeedAsync(Stream stream)
    {
        try
        {
            if (!program.Input.IsEmpty) await stream.WriteAsync(program.Input, CancellationToken.None);
            if (program.From is { } from) await FeedAsync(from, stream);
            await stream.DisposeAsync();
        }
        catch (Exception e) when (e is IOException or OperationCanceledException)
        {
            // It ended without reading everything; its exit code tells why.
        }
    }

    private async Task FeedAsync(Stream from, Stream stream)
    {
        var buffer = new byte[StreamBuffer];
        for (int count; (count = await OurAsync(() => from.ReadAsync(buffer, _broken.Token).AsTask())) > 0;)
            await stream.WriteAsync(buffer.AsMemory(0, count), _broken.Token);
    }

    private async Task CopyAsync(Stream stream, Stream into)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(StreamBuffer);
        try
        {
            for (int count; (count = await stream.ReadAsync(buffer, CancellationToken.None)) > 0;)
                await OurAsync(async () =>
                {
                    await into.WriteAsync(buffer.AsMemory(0, count), _broken.Token);
                    return count;
                });
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // Ours is kept; the program's own end is told by its exit code.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // A failure of our side of a stream must end the program and be told: what it did so far is worth nothing.
    private async Task<int> OurAsync(Func<Task<int>> act)
    {
        try
        {
            return await act();
        }
        catch (Exception e)
        {
            _failure ??= ExceptionDispatchInfo.Capture(e);
            await _broken.CancelAsync();
            throw new IOException("our side of the stream failed", e);
        }
    }

    private async Task DrainAsync(Stream stream, OutputBuffer into)
    {
        var lines = program.OnLine is null ? null : new LineSplitter(program.OnLine);
        var buffer = new byte[16 * 1024];
        try
        {
            for (int count; (count = await stream.ReadAsync(buffer, CancellationToken.None)) > 0;)
            {
                into.Append(buffer.AsSpan(0, count));
                lines?.Append(buffer.AsSpan(0, count));
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // Nobody waits for the rest any more.
        }

        lines?.Flush();
    }

    private async Task<bool> EndsAsync(Process process, CancellationToken cancellationToken)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _broken.Token);
        deadline.CancelAfter(program.Timeout);
        try
        {
            await process.WaitForExitAsync(deadline.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task StopAsync(Process process)
    {
        if (program.Grace > TimeSpan.Zero)
        {
            using (Process.Start("sh", ["-c", "kill -TERM \"$1\"", "sh", process.Id.ToString(CultureInfo.InvariantCulture)])) { }
            await Task.WhenAny(process.WaitForExitAsync(CancellationToken.None), Task.Delay(program.Grace, CancellationToken.None));
        }

        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync(CancellationToken.None);
    }

    private async Task SettleAsync(Task streams)
    {
        for (long before = -1, now = 0; before != now && !streams.IsCompleted; before = now, now = _output.Length + _error.Length)
            await Task.WhenAny(streams, Task.Delay(Linger, CancellationToken.None));
    }
}
