using System.Runtime.InteropServices;

namespace GitLabHa.Remote.Files;

/// <summary>Who owns a file; .NET knows modes, not owners.</summary>
internal static class Ownership
{
    private const int AtFdCwd = -100;
    private const int NoFollow = 0x100;
    private const uint UidMask = 0x8;

    /// <summary>Whether the file or folder itself, not what a link points to, belongs to the user who runs this.</summary>
    public static bool IsOurs(string path)
    {
        if (OperatingSystem.IsWindows()) return true;
        if (!OperatingSystem.IsLinux()) return ModeCanBeSet(path);
        return statx(AtFdCwd, path, NoFollow, UidMask, out var status) == 0 && status.Uid == geteuid();
    }

    // Only the owner (and root) may set a mode, even to what it is already.
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private static bool ModeCanBeSet(string path)
    {
        try
        {
            File.SetUnixFileMode(path, File.GetUnixFileMode(path));
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
    }

    // The layout of struct statx is the kernel's and the same on every architecture:
    // https://man7.org/linux/man-pages/man2/statx.2.html
    [StructLayout(LayoutKind.Explicit, Size = 256)]
    private struct Status
    {
        [FieldOffset(20)]
        public uint Uid;
    }

#pragma warning disable SYSLIB1054, IDE1006, CA2101 // Two calls into libc need no generated marshalling.
    [DllImport("libc", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int statx(int folder, [MarshalAs(UnmanagedType.LPUTF8Str)] string path, int flags, uint mask, out Status status);

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern uint geteuid();
#pragma warning restore SYSLIB1054, IDE1006, CA2101
}
