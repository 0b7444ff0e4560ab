namespace GitLabHa.Remote.Connections;

/// <summary>The one place where text becomes words of a POSIX shell.</summary>
public static class ShellQuote
{
    /// <summary>One word that the shell reads back as exactly this text.</summary>
    public static string Word(string text)
    {
        if (text.Contains('\0')) throw new ArgumentException("a shell word cannot hold a NUL character", nameof(text));
        return $"'{text.Replace("'", "'\\''", StringComparison.Ordinal)}'";
    }

    /// <summary>A command line of these words.</summary>
    public static string Line(IEnumerable<string> words) => string.Join(' ', words.Select(Word));
}
