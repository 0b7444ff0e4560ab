using Serilog;

/// <summary>Tells every half minute how far a suite has come, and at once which test failed.</summary>
internal sealed class TestProgress(string suite, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    private readonly long _start = time.GetTimestamp();
    private long _told = time.GetTimestamp();
    private TestCount _count;

    /// <summary>Takes a line of the test runner's console, e.g. "  Passed Namespace.Test [12 ms]".</summary>
    public void Take(string line)
    {
        var outcome = line.Trim().Split(' ')[0];
        if (!line.StartsWith("  ", StringComparison.Ordinal) || !line.EndsWith(']')) return;
        _count += outcome switch
        {
            "Passed" => new TestCount(1, 0, 0),
            "Failed" => new TestCount(0, 1, 0),
            "Skipped" => new TestCount(0, 0, 1),
            _ => TestCount.None,
        };
        if (outcome == "Failed") Log.Warning("{Line}", line.Trim());
        if (time.GetElapsedTime(_told) < Pause) return;
        _told = time.GetTimestamp();
        Log.Information("{Suite}: {Count} after {Seconds:0} s", suite, _count, time.GetElapsedTime(_start).TotalSeconds);
    }
}
