using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace GitLabHa.Remote.Processes;

/// <summary>The shell scripts of a source tree, by absolute path.</summary>
/// <param name="Programs">Files whose first line names sh, bash or dash.</param>
/// <param name="Parts">Other files named *.sh: POSIX sh that a node's shell gets as text.</param>
public sealed partial record ShellScripts(ImmutableArray<string> Programs, ImmutableArray<string> Parts)
{
    // A link may point to what is in another place, or only in an image.
    private static readonly EnumerationOptions NoLinks = new() { AttributesToSkip = FileAttributes.ReparsePoint };

    /// <summary>Finds them in these files and folders below the root, except for what a .NET project builds.</summary>
    public static ShellScripts In(string root, params IEnumerable<string> places)
    {
        var files = places.Select(x => Path.Combine(root, x)).SelectMany(x => File.Exists(x) ? [x] : Files(x))
            .Order(StringComparer.Ordinal).ToLookup(IsProgram);
        return new([.. files[true]], [.. files[false].Where(x => x.EndsWith(".sh", StringComparison.Ordinal))]);
    }

    private static IEnumerable<string> Files(string folder)
    {
        var project = Directory.EnumerateFiles(folder, "*.csproj").Any();
        return Directory.EnumerateDirectories(folder, "*", NoLinks)
            .Where(x => !project || Path.GetFileName(x) is not ("bin" or "obj"))
            .SelectMany(Files).Concat(Directory.EnumerateFiles(folder, "*", NoLinks));
    }

    private static bool IsProgram(string file)
    {
        Span<byte> start = stackalloc byte[32];
        using var stream = File.OpenRead(file);
        var length = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        return FirstLine().IsMatch(System.Text.Encoding.Latin1.GetString(start[..length]));
    }

    [GeneratedRegex(@"\A#! ?/(?:usr/)?bin/(?:env )?(?:sh|bash|dash)\s", RegexOptions.CultureInvariant)]
    private static partial Regex FirstLine();
}
