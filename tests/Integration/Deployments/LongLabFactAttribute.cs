using System.Diagnostics;
using System.Globalization;
using GitLabHa.Remote.Processes;

namespace GitLabHa.Tests.Integration.Deployments;

/// <summary>
/// A lab test of a whole operation such as an upgrade, skipped as well where processes start so slowly that all of them together
/// take hours. <c>GITLAB_HA_LONG_TESTS=1</c> runs them anywhere.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class LongLabFactAttribute : FactAttribute
{
    // A usual machine needs about 1 ms to start a small program.
    private const double SlowMilliseconds = 4;
    private const int Starts = 100;

    public LongLabFactAttribute()
    {
        Timeout = 2_400_000;
        if (Missing is { } missing) Skip = $"needs {missing}";
    }

    /// <summary>What this machine lacks, or null.</summary>
    internal static string? Missing { get; } = LabFactAttribute.Missing ?? Slow();

    private static string? Slow()
    {
        if (Environment.GetEnvironmentVariable("GITLAB_HA_LONG_TESTS") == "1" || !Program.Exists("sh")) return null;
        var start = Stopwatch.GetTimestamp();
        using var shell = Process.Start("sh", ["-c", $"i=0; while [ $i -lt {Starts} ]; do /bin/true; i=$((i + 1)); done"]);
        shell.WaitForExit();
        var each = Stopwatch.GetElapsedTime(start).TotalMilliseconds / Starts;
        return each <= SlowMilliseconds ? null : string.Create(
            CultureInfo.InvariantCulture,
            $"a machine that starts a program in {SlowMilliseconds} ms, not {each:0.0} ms; GITLAB_HA_LONG_TESTS=1 runs it all the same");
    }
}
