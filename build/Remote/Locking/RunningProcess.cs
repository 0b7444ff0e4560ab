using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace GitLabHa.Remote.Locking;

/// <summary>Tells whether the process that took a lock still runs; pids are used again, so its start counts too.</summary>
internal static class RunningProcess
{
    // In /proc/PID/stat, counted from the state, which follows the name in brackets.
    // Source: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
    private const int State = 0;
    private const int StartTime = 19;

    internal static string Who { get; } = $"{Environment.UserName}@{Environment.MachineName}";

    /// <summary>
    /// Tells this machine from others of the same name, which may be clones or containers: its machine-id and the namespace of its
    /// process numbers. Hashed, since a machine-id is confidential.
    /// Source: https://www.freedesktop.org/software/systemd/man/latest/machine-id.html
    /// </summary>
    internal static string Machine { get; } = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(
        string.Join('\n', Environment.MachineName, Read("/etc/machine-id"), new FileInfo("/proc/self/ns/pid").LinkTarget))))[..16];

    internal static string This { get; } = $"{Environment.ProcessId}:{StartOf(Process.GetCurrentProcess())}";

    /// <summary>Only of this machine's own processes can it be known.</summary>
    internal static bool IsGone(LockHolder holder)
    {
        if (holder.Machine != Machine || holder.Process.Split(':', 2) is not [var number, var start] || !int.TryParse(number, out var pid))
            return false;
        try
        {
            using var process = Process.GetProcessById(pid);
            // What is not shown to other users runs.
            return StartOf(process) is { } found && found != start;
        }
        catch (ArgumentException)
        {
            return true;
        }
    }

    // Of this boot, in ticks of the kernel: what the clock says of it changes when the clock is set. Null when it is not shown.
    private static string? StartOf(Process process)
    {
        if (!OperatingSystem.IsLinux()) return process.StartTime.ToUniversalTime().Ticks.ToString(CultureInfo.InvariantCulture);
        if (Read($"/proc/{process.Id}/stat") is not { } stat) return null;
        var words = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        // A killed process that its parent has not waited for is still listed.
        return words[State] == "Z" ? "ended" : $"{Read("/proc/sys/kernel/random/boot_id")}-{words[StartTime]}";
    }

    private static string? Read(string path)
    {
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
