using System.Diagnostics;
using System.Globalization;

namespace GitLabHa.Remote.Locking;

/// <summary>Tells whether the process that took a lock still runs; pids are used again, so its start time counts too.</summary>
internal static class RunningProcess
{
    internal static string Who { get; } = $"{Environment.UserName}@{Environment.MachineName}";

    internal static string This { get; } = Describe(Process.GetCurrentProcess());

    /// <summary>Only of this machine's own processes can it be known.</summary>
    internal static bool IsGone(LockHolder holder)
    {
        if (holder.Who.Split('@')[^1] != Environment.MachineName) return false;
        var pid = int.Parse(holder.Process.Split(':')[0], CultureInfo.InvariantCulture);
        try
        {
            using var process = Process.GetProcessById(pid);
            // The kernel's clock ticks and the boot time do not give the same instant twice to the tick.
            return Math.Abs(StartOf(Describe(process)) - StartOf(holder.Process)) > 5;
        }
        catch (ArgumentException)
        {
            return true;
        }
    }

    private static string Describe(Process process) =>
        $"{process.Id}:{new DateTimeOffset(process.StartTime.ToUniversalTime()).ToUnixTimeSeconds()}";

    private static long StartOf(string process) => long.Parse(process.Split(':')[1], CultureInfo.InvariantCulture);
}
