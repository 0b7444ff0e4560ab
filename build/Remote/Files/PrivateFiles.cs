using GitLabHa.Core;

namespace GitLabHa.Remote.Files;

/// <summary>Folders and files of this machine that only the operator may read.</summary>
internal static class PrivateFiles
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Others = ~(OwnerOnly | UnixFileMode.UserExecute);

    /// <summary>Makes a 0700 folder, or checks that the one that is there is ours alone.</summary>
    public static string Folder(string path)
    {
        if (OperatingSystem.IsWindows()) return Directory.CreateDirectory(path).FullName;
        if (!Directory.Exists(path)) Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
        RequireOurs(path);
        if (Shared(path)) File.SetUnixFileMode(path, OwnerOnly | UnixFileMode.UserExecute);
        return path;
    }

    /// <summary>Begins a 0600 file anew.</summary>
    public static FileStream Create(string path)
    {
        File.Delete(path);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        return new FileStream(path, options);
    }

    /// <summary>Refuses a file that others own or may read.</summary>
    public static void RequirePrivate(string path)
    {
        RequireOurs(path);
        if (!OperatingSystem.IsWindows() && Shared(path))
            throw new OperatorException("other users may read this file, and it holds secrets", path, $"chmod 600 {path}");
    }

    /// <summary>Writes a file completely or not at all; it never has another mode than the one given.</summary>
    public static async Task WriteAsync(string path, string content, bool isPrivate, CancellationToken cancellationToken)
    {
        var temporary = $"{path}.{Path.GetRandomFileName()}";
        try
        {
            await WriteNewAsync(temporary, content, isPrivate, cancellationToken);
            File.Move(temporary, path, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    }

    private static async Task WriteNewAsync(string path, string content, bool isPrivate, CancellationToken cancellationToken)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = isPrivate ? OwnerOnly : OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        await using var stream = new FileStream(path, options);
        await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(content), cancellationToken);
        stream.Flush(flushToDisk: true);
    }

    private static void RequireOurs(string path)
    {
        if (!Ownership.IsOurs(path))
            throw new OperatorException(
                "another user owns this path, so it cannot be trusted", path, "remove it, or run as the user who owns it");
    }

    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    private static bool Shared(string path) => (File.GetUnixFileMode(path) & Others) != 0;
}
