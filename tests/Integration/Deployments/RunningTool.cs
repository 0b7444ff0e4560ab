using System.Diagnostics;
using System.Globalization;
using System.Text;
using GitLabHa.Remote.Processes;

namespace GitLabHa.Tests.Integration.Deployments;

/// <summary>A run of the tool that is under way: its output can be awaited, and it can be sent signals.</summary>
internal sealed class RunningTool : IAsyncDisposable
{
    private readonly Machines? _machines;
    private readonly Process _process;
    private readonly StringBuilder _text = new();
    private readonly Task _drained;
    private TaskCompletionSource _more = NewSource();

    internal RunningTool(ProcessStartInfo start, Machines? machines = null, string input = "")
    {
        _machines = machines;
        start.RedirectStandardOutput = start.RedirectStandardError = start.RedirectStandardInput = true;
        _process = Process.Start(start)!;
        _process.StandardInput.Write(input);
        _process.StandardInput.Close();
        _drained = Task.WhenAll(DrainAsync(_process.StandardOutput), DrainAsync(_process.StandardError));
    }

    /// <summary>build.sh becomes the tool itself, so this is the tool's process.</summary>
    internal int Id => _process.Id;

    internal bool HasEnded => _process.HasExited;

    private string Text
    {
        get
        {
            lock (_text) return _text.ToString();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process.Dispose();
    }

    /// <summary>Waits until it has printed the text; fails with what it printed last.</summary>
    internal async Task PrintsAsync(string text, TimeSpan deadline)
    {
        var end = new Deadline(deadline);
        while (true)
        {
            var more = Volatile.Read(ref _more).Task;
            if (Text.Contains(text, StringComparison.Ordinal)) return;
            if (_drained.IsCompleted) throw new InvalidOperationException($"the tool ended without printing '{text}':\n{Tail()}");
            if (end.HasPassed) throw new TimeoutException($"the tool did not print '{text}' within {deadline.TotalSeconds:0} s:\n{Tail()}");
            await Task.WhenAny(more, _drained, Task.Delay(500));
        }
    }

    /// <summary>Waits for its end; the deadline only ends a run that hangs, and is far beyond what a slow machine needs.</summary>
    internal async Task<ToolRun> EndAsync(TimeSpan? deadline = null)
    {
        var limit = deadline ?? TimeSpan.FromMinutes(15);
        try
        {
            await Task.WhenAll(_process.WaitForExitAsync(), _drained).WaitAsync(limit);
        }
        catch (TimeoutException)
        {
            await KillAsync();
            throw new TimeoutException($"the tool did not end within {limit.TotalSeconds:0} s:\n{Tail()}");
        }

        return new ToolRun(_process.ExitCode, Text, _machines);
    }

    /// <summary>Sends a signal, e.g. INT, to the tool alone.</summary>
    internal async Task SignalAsync(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        kill.ExitCode.ShouldBe(0);
    }

    /// <summary>Ends it as a power failure does: it cannot tidy up.</summary>
    internal async Task KillAsync()
    {
        if (!_process.HasExited) _process.Kill();
        await _process.WaitForExitAsync();
    }

    private async Task DrainAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (_text) _text.Append(line).Append('\n');
            Interlocked.Exchange(ref _more, NewSource()).TrySetResult();
        }
    }

    private string Tail() => new ToolRun(-1, Text).Tail;

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
