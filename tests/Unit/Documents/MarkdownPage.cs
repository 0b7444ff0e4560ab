using System.Text.RegularExpressions;
using GitLabHa.Tests.Unit.Loading;

namespace GitLabHa.Tests.Unit.Documents;

/// <summary>A page of the documentation.</summary>
/// <param name="Path">The path from the root of the repository, with slashes.</param>
/// <param name="Text">The content.</param>
internal sealed partial record MarkdownPage(string Path, string Text)
{
    /// <summary>The pages that people read: not the reports among the tests' snapshots.</summary>
    public static IReadOnlyList<MarkdownPage> OfRepository { get; } =
        [.. new[] { ".", "docs", "build", "environments", "tests/Integration", "tests/Services" }.SelectMany(Files).Select(Read)];

    /// <summary>The numbered lines outside of blocks of code.</summary>
    public IEnumerable<(int Number, string Line)> Prose
    {
        get
        {
            var code = false;
            foreach (var (index, line) in Text.Split('\n').Index())
            {
                var fence = line.TrimStart().StartsWith("```", StringComparison.Ordinal);
                if (!code && !fence && !line.StartsWith("    ", StringComparison.Ordinal)) yield return (index + 1, line);
                if (fence) code = !code;
            }
        }
    }

    /// <summary>What may follow # in a link to this page. Source: https://docs.gitlab.com/user/markdown/#heading-ids-and-links</summary>
    public IReadOnlySet<string> Anchors => Prose.Where(x => x.Line.StartsWith('#')).Select(x => Anchor(x.Line.TrimStart('#').Trim()))
        .GroupBy(x => x).SelectMany(x => x.Select((anchor, i) => i == 0 ? anchor : $"{anchor}-{i}")).ToHashSet();

    /// <summary>The links to files and headings of the repository.</summary>
    public IEnumerable<(int Number, string Target)> Links => from line in Prose
                                                             from Match match in Link().Matches(CodeSpan().Replace(line.Line, ""))
                                                             let target = match.Groups[1].Value
                                                             where !target.Contains("://", StringComparison.Ordinal)
                                                             select (line.Number, target);

    /// <summary>The words at the start of the first cell of each row: what a table documents.</summary>
    public IReadOnlySet<string> Documented => Prose.Select(x => FirstCell().Match(x.Line)).Where(x => x.Success)
        .Select(x => x.Groups[1].Value).ToHashSet();

    /// <summary>The arguments of each call of build.sh.</summary>
    public IEnumerable<string[]> Calls =>
        Call().Matches(Text).Select(x => x.Groups[1].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries));

    private static string Anchor(string heading) => NoWord().Replace(Link().Replace(heading, ""), "").Replace(' ', '-').ToLowerInvariant();

    private static IEnumerable<string> Files(string folder)
    {
        var root = System.IO.Path.Combine(Repository.Root, folder);
        return !Directory.Exists(root) ? [] : Directory.EnumerateFiles(
            root, "*.md", folder == "." ? SearchOption.TopDirectoryOnly : SearchOption.AllDirectories);
    }

    private static MarkdownPage Read(string file) =>
        new(System.IO.Path.GetRelativePath(Repository.Root, file).Replace('\\', '/'), File.ReadAllText(file));

    [GeneratedRegex(@"(?<=\])\(([^)\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("`[^`]*`")]
    private static partial Regex CodeSpan();

    [GeneratedRegex(@"\A\| `([^` ]+)[^`]*`")]
    private static partial Regex FirstCell();

    [GeneratedRegex(@"[^\p{L}\p{N}\- _]")]
    private static partial Regex NoWord();

    [GeneratedRegex(@"\./build\.sh((?: +[^\s;&|`#]+)+)")]
    private static partial Regex Call();
}
