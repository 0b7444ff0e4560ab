using DiffPlex;

namespace GitLabHa.Reporting;

/// <summary>The difference of two texts as hunks with three lines of context.</summary>
public static class UnifiedDiff
{
    private const int Context = 3;

    /// <summary>The lines, each beginning with a blank, +, - or @@; empty when the texts are equal.</summary>
    public static IReadOnlyList<string> Of(string before, string after)
    {
        if (before == after) return [];
        var lines = Merge(before, after);
        if (lines.TrueForAll(x => x.Mark == ' ')) return ["@@ only line endings differ @@"];
        var shown = Near(lines);
        var result = new List<string>();
        var (old, @new) = (1, 1);
        for (var at = 0; at < lines.Count; at++)
        {
            if (shown[at] && (at == 0 || !shown[at - 1])) result.Add(Header(lines, shown, at, old, @new));
            if (shown[at]) result.Add(lines[at].Mark + lines[at].Text);
            if (lines[at].Mark != '+') old++;
            if (lines[at].Mark != '-') @new++;
        }

        return result;
    }

    // The library's own inline view ignores blanks at line ends, which matter in Ruby's heredocs and in YAML.
    private static List<(char Mark, string Text)> Merge(string before, string after)
    {
        var result = new Differ().CreateLineDiffs(Whole(before), Whole(after), ignoreWhitespace: false);
        var lines = new List<(char, string)>();
        var old = 0;
        foreach (var block in result.DiffBlocks)
        {
            for (; old < block.DeleteStartA; old++) lines.Add((' ', result.PiecesOld[old]));
            for (; old < block.DeleteStartA + block.DeleteCountA; old++) lines.Add(('-', result.PiecesOld[old]));
            for (var i = 0; i < block.InsertCountB; i++) lines.Add(('+', result.PiecesNew[block.InsertStartB + i]));
        }

        for (; old < result.PiecesOld.Length; old++) lines.Add((' ', result.PiecesOld[old]));
        if (before.Length == 0) lines.Remove(('-', ""));
        if (after.Length == 0) lines.Remove(('+', ""));
        return lines;
    }

    private static string Whole(string text) => text.EndsWith('\n') ? text[..^1] : text;

    private static bool[] Near(List<(char Mark, string Text)> lines)
    {
        var near = new bool[lines.Count];
        for (var at = 0; at < lines.Count; at++)
        {
            if (lines[at].Mark == ' ') continue;
            for (var i = Math.Max(0, at - Context); i <= Math.Min(lines.Count - 1, at + Context); i++) near[i] = true;
        }

        return near;
    }

    private static string Header(List<(char Mark, string Text)> lines, bool[] shown, int at, int old, int @new)
    {
        var hunk = lines.Skip(at).TakeWhile((_, i) => shown[at + i]).ToArray();
        return $"@@ -{old},{hunk.Count(x => x.Mark != '+')} +{@new},{hunk.Count(x => x.Mark != '-')} @@";
    }
}
