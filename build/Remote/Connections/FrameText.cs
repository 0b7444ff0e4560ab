namespace GitLabHa.Remote.Connections;

/// <summary>Standard error between the marks of frame.sh.</summary>
internal static class FrameText
{
    /// <summary>What is between the marks, or to the end while the end mark is missing; null without a begin mark.</summary>
    public static string? Between(string text, string id)
    {
        var begin = $"{id} err begin\n";
        var from = text.IndexOf(begin, StringComparison.Ordinal);
        if (from < 0) return null;
        from += begin.Length;
        var to = text.IndexOf($"{id} err end\n", from, StringComparison.Ordinal);
        return to < 0 ? text[from..] : text[from..to];
    }
}
