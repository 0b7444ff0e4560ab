namespace GitLabHa.Core.Checks;

/// <summary>Short quotations of what nodes said, fit for a line of a report.</summary>
public static class Excerpt
{
    private const int Lines = 3;
    private const int Width = 240;

    /// <summary>The last lines that are not blank, joined; control characters are dropped.</summary>
    public static string Of(string text)
    {
        var lines = text.Split('\n').Select(Printable).Where(x => x.Length > 0).ToArray();
        return string.Join(" / ", lines.TakeLast(Lines).Select(Cut));
    }

    /// <summary>The quotation, or other words when there is nothing to quote.</summary>
    public static string Or(string otherwise, string text) => Of(text) is { Length: > 0 } quoted ? $"{otherwise}: {quoted}" : otherwise;

    /// <summary>Names in their order, separated by commas.</summary>
    public static string List(IEnumerable<string> names) => string.Join(", ", names);

    private static string Printable(string line) => string.Concat(line.Where(x => !char.IsControl(x))).Trim();

    private static string Cut(string line) => line.Length <= Width ? line : line[..(Width - 1)] + "…";
}
