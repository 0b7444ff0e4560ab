using System.Text;

namespace Nuke.Common.IO;

/// <summary>What can be done with the file or folder at a path.</summary>
public static class AbsolutePathExtensions
{
    /// <summary>Whether there is a file.</summary>
    public static bool FileExists(this AbsolutePath path) => File.Exists(path);

    /// <summary>Whether there is a folder.</summary>
    public static bool DirectoryExists(this AbsolutePath path) => Directory.Exists(path);

    /// <summary>Returns the path if there is a file.</summary>
    public static AbsolutePath? ExistingFile(this AbsolutePath path) => path.FileExists() ? path : null;

    /// <summary>Returns the path if there is a folder.</summary>
    public static AbsolutePath? ExistingDirectory(this AbsolutePath path) => path.DirectoryExists() ? path : null;

    /// <summary>Makes the folder and those above it.</summary>
    public static AbsolutePath CreateDirectory(this AbsolutePath path)
    {
        Directory.CreateDirectory(path);
        return path;
    }

    /// <summary>Makes the folder, or empties it.</summary>
    public static AbsolutePath CreateOrCleanDirectory(this AbsolutePath path)
    {
        path.DeleteDirectory();
        return path.CreateDirectory();
    }

    /// <summary>Deletes the file, if there is one.</summary>
    public static void DeleteFile(this AbsolutePath path)
    {
        if (path.FileExists()) File.Delete(path);
    }

    /// <summary>Deletes the folder and all below it, if there is one.</summary>
    public static void DeleteDirectory(this AbsolutePath path)
    {
        if (path.DirectoryExists()) Directory.Delete(path, recursive: true);
    }

    /// <summary>Reads the file as text.</summary>
    public static string ReadAllText(this AbsolutePath path, Encoding? encoding = null) =>
        File.ReadAllText(path, encoding ?? Encoding.UTF8);

    /// <summary>Reads the file as lines.</summary>
    public static string[] ReadAllLines(this AbsolutePath path, Encoding? encoding = null) =>
        File.ReadAllLines(path, encoding ?? Encoding.UTF8);

    /// <summary>Writes the file, without a byte order mark and with one line break at its end.</summary>
    public static AbsolutePath WriteAllText(this AbsolutePath path, string content, Encoding? encoding = null, bool? eofLineBreak = null)
    {
        path.Parent?.CreateDirectory();
        var text = eofLineBreak ?? true ? content.TrimEnd('\r', '\n') + "\n" : content;
        File.WriteAllText(path, text, encoding ?? new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        return path;
    }

    /// <summary>Lists the files of a folder.</summary>
    public static IEnumerable<AbsolutePath> GetFiles(
        this AbsolutePath path, string pattern = "*", int depth = 1, FileAttributes attributes = 0) =>
        Directory.EnumerateFiles(path, pattern, Options(depth)).Where(Has(attributes)).Select(AbsolutePath.Create);

    /// <summary>Lists the folders of a folder.</summary>
    public static IEnumerable<AbsolutePath> GetDirectories(
        this AbsolutePath path, string pattern = "*", int depth = 1, FileAttributes attributes = 0) =>
        Directory.EnumerateDirectories(path, pattern, Options(depth)).Where(Has(attributes)).Select(AbsolutePath.Create);

    /// <summary>Whether the path ends with one of the extensions.</summary>
    public static bool HasExtension(this AbsolutePath path, string extension, params string[] alternativeExtensions) =>
        alternativeExtensions.Prepend(extension).Any(candidate => path.ToString().EndsWith(candidate, StringComparison.OrdinalIgnoreCase));

    private static EnumerationOptions Options(int depth) =>
        new()
        {
            RecurseSubdirectories = depth > 1,
            MaxRecursionDepth = Math.Max(depth - 1, 0),
            AttributesToSkip = 0,
            MatchType = MatchType.Simple
        };

    private static Func<string, bool> Has(FileAttributes attributes) => path => (File.GetAttributes(path) & attributes) == attributes;
}
