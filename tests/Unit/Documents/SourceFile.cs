using System.Text.RegularExpressions;
using GitLabHa.Tests.Unit.Loading;

namespace GitLabHa.Tests.Unit.Documents;

/// <summary>A file of code of the repository: C# or shell.</summary>
/// <param name="Path">The path from the root of the repository, with slashes.</param>
/// <param name="Text">The content.</param>
internal sealed partial record SourceFile(string Path, string Text)
{
    private const int Columns = 140;
    private const int Lines = 300;
    private const int TextLines = 5;

    /// <summary>Where it is longer or wider than a reader sees at once.</summary>
    public IEnumerable<string> TooLarge
    {
        get
        {
            var lines = Text.TrimEnd('\n').Split('\n');
            foreach (var (index, line) in lines.Index())
                if (line.Length > Columns) yield return $"{Path}:{index + 1}: {line.Length} columns, {Columns} are allowed: break the line";
            if (lines.Length > Lines) yield return $"{Path}:{Lines + 1}: {lines.Length} lines, {Lines} are allowed: split the file";
        }
    }

    /// <summary>Texts of several lines, which tools for their own language would not see here.</summary>
    public IEnumerable<string> LongTexts => RawText().Matches(Text).Where(x => x.Groups["text"].Success)
        .Select(x => (Line: LineOf(x.Index), Lines: x.Groups["text"].Value.Count(y => y == '\n') + 1))
        .Where(x => x.Lines > TextLines)
        .Select(x => $"{Path}:{x.Line}: a text of {x.Lines} lines, {TextLines} are allowed: move it to a file, see EmbeddedScript");

    /// <summary>The files in these folders, without what is built from them.</summary>
    public static IEnumerable<SourceFile> Under(params IEnumerable<string> folders) => folders
        .SelectMany(x => Directory.EnumerateFiles(System.IO.Path.Combine(Repository.Root, x), "*", SearchOption.AllDirectories))
        .Where(x => System.IO.Path.GetExtension(x) is ".cs" or ".sh")
        .Select(x => System.IO.Path.GetRelativePath(Repository.Root, x).Replace('\\', '/'))
        .Where(x => !x.Split('/').Any(y => y is "bin" or "obj"))
        .Order(StringComparer.Ordinal).Select(x => new SourceFile(x, File.ReadAllText(System.IO.Path.Combine(Repository.Root, x))));

    private int LineOf(int index) => Text.AsSpan(0, index).Count('\n') + 1;

    // One on a single line, or one of several.
    [GeneratedRegex("""(?<quotes>"{3,})(?:[^\n]*?[^"\n]\k<quotes>(?!")|\n(?<text>.*?)\n\s*\k<quotes>)""",
        RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex RawText();
}
