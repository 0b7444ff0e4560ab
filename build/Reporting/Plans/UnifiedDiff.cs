using DiffPlex.Renderer;

namespace GitLabHa.Reporting.Plans;

/// <summary>The difference of two texts as hunks with three lines of context.</summary>
public static class UnifiedDiff
{
    // Two lines name the files; the caller prints the node and the path instead.
    private const int FileNames = 2;

    /// <summary>The lines, each beginning with a blank, +, - or @@; empty when the texts are equal.</summary>
    public static IReadOnlyList<string> Of(string before, string after)
    {
        if (before == after) return [];
        // Blanks at line ends matter in Ruby's heredocs and in YAML.
        var text = UnidiffRenderer.GenerateUnidiff(
            Whole(before), Whole(after), "before", "after", ignoreWhitespace: false, ignoreCase: false, contextLines: 3);
        string[] hunks = [.. text.Split(Environment.NewLine).Skip(FileNames).Where(x => x.Length > 0)];
        return hunks.Length > 0 ? hunks : ["@@ only line endings differ @@"];
    }

    // The renderer counts an empty line after the last line's end.
    private static string Whole(string text) => text.EndsWith('\n') ? text[..^1] : text;
}
