using System.Text;
using GitLabHa.Tests.Unit.Pipeline;

namespace GitLabHa.Tests.Unit.Documents;

/// <summary>What is wrong with pages; one line for each problem, which names the place and the fix.</summary>
internal static class DocumentProblems
{
    // Only contributors need it, so it is in no list of options.
    private const string Hidden = "--generate-schema";

    /// <summary>Names without a row in a page's tables, and rows whose name does not exist.</summary>
    public static IEnumerable<string> Names(MarkdownPage page, string what, IReadOnlyCollection<string> names, Func<string, bool> isName) =>
        names.Where(x => !page.Documented.Contains(x))
            .Select(x => $"{page.Path}: the {what} {x} is not documented: add a table row \"| `{x}` | … |\"")
            .Concat(page.Documented.Where(x => isName(x) && !names.Contains(x))
                .Select(x => $"{page.Path}: there is no {what} {x}: remove its row"));

    /// <summary>Links to files or headings that do not exist.</summary>
    public static IEnumerable<string> Links(MarkdownPage page, IReadOnlyCollection<MarkdownPage> pages, Func<string, bool> exists)
    {
        foreach (var (number, target) in page.Links)
        {
            var (file, anchor) = target.Split('#', 2) is [var before, var after] ? (before, after) : (target, null);
            var path = file.Length == 0 ? page.Path : Resolve(page.Path, file);
            if (!exists(path)) yield return $"{page.Path}:{number}: the link {target} leads to {path}, which does not exist";
            else if (anchor is not null && pages.FirstOrDefault(x => x.Path == path) is { } other && !other.Anchors.Contains(anchor))
                yield return $"{page.Path}:{number}: the link {target} leads to no heading of {path}; its headings: "
                    + $"{string.Join(", ", other.Anchors)}";
        }
    }

    /// <summary>Calls of build.sh with a target or a parameter that does not exist.</summary>
    public static IEnumerable<string> Calls(MarkdownPage page, BuildSchema schema) =>
        page.Calls.SelectMany(words => schema.Problems([.. words.Where(x => x != Hidden)])
            .Where(_ => !words.SequenceEqual([Hidden])).Select(x => $"{page.Path}: ./build.sh {string.Join(' ', words)}: {x}"));

    /// <summary>Lines of prose that are longer than 120 columns; rows of tables cannot be wrapped.</summary>
    public static IEnumerable<string> LongLines(MarkdownPage page) => page.Prose
        .Where(x => x.Line.Length > 120 && !x.Line.StartsWith('|'))
        .Select(x => $"{page.Path}:{x.Number}: {x.Line.Length} columns: wrap the line at 120");

    /// <summary>A page that is larger than it may be.</summary>
    public static IEnumerable<string> Size(MarkdownPage page, int limit) =>
        Encoding.UTF8.GetByteCount(page.Text) is var size && size > limit
        ? [$"{page.Path}: {size} bytes, at most {limit}: move details to a page of docs/ and link to it"] : [];

    /// <summary>Pages of docs/ that its index does not link.</summary>
    public static IEnumerable<string> Index(MarkdownPage index, IReadOnlyCollection<MarkdownPage> pages) => pages
        .Where(x => x != index && x.Path.StartsWith("docs/", StringComparison.Ordinal))
        .Where(page => !index.Links.Any(x => Resolve(index.Path, x.Target) == page.Path))
        .Select(x => $"{index.Path}: {x.Path} is not in the index: add a line with a link");

    private static string Resolve(string from, string file)
    {
        var folder = new Uri(new Uri("file:///root/"), from);
        return new Uri("file:///root/").MakeRelativeUri(new Uri(folder, file)).ToString().TrimEnd('/');
    }
}
