using System.Text.RegularExpressions;

namespace GitLabHa.Core.Secrets;

/// <summary>The text of a setting's value: how far it goes.</summary>
internal readonly partial record struct SettingValue(string Text)
{
    public static SettingValue At(string text, int keyIndex, int start)
    {
        if (start >= text.Length) return new("");
        if (Harmless().Match(text, start) is { Success: true } word) return new(word.Value);
        var end = text[start] switch
        {
            '\'' or '"' => EndOfQuoted(text, start),
            '[' or '{' => EndOfBracketed(text, start),
            '\n' or '|' or '>' => EndOfBlock(text, keyIndex, start),
            '<' when Heredoc().Match(text, start) is { Success: true } heredoc => EndOfHeredoc(text, start, heredoc.Groups[1].Value),
            _ => EndOfLine(text, start),
        };
        return new(text[start..end]);
    }

    /// <summary>The mask in the value's place, with its quotes and its last line break kept.</summary>
    public string Quoted(string mask)
    {
        var quote = Text[0] is '\'' or '"' && Text.TrimEnd().Length > 1 && Text.TrimEnd()[^1] == Text[0] ? Text[0].ToString() : "";
        var before = Text.StartsWith('\n') ? " " : "";
        return before + quote + mask + quote + (Text.EndsWith('\n') ? "\n" : "");
    }

    private static int EndOfQuoted(string text, int start)
    {
        var end = ClosingQuote(text, start);
        if (end < 0) return EndOfLine(text, start);
        // 'a' + 'b', or a quote inside of an unquoted value: all of it belongs to the value.
        var next = end + 1;
        while (next < text.Length && text[next] is ' ' or '\t') next++;
        return next >= text.Length || text[next] is ',' or '}' or ']' or ')' or ';' or '#' or '\n' or '\r'
            ? end + 1
            : EndOfQuotedRest(text, next);
    }

    private static int EndOfQuotedRest(string text, int next)
    {
        var line = EndOfLine(text, next);
        // A string that goes on in the next line.
        return line > next && text[line - 1] is '\\' or '+' && line + 1 < text.Length ? EndOfQuotedRest(text, line + 1) : line;
    }

    private static int EndOfBracketed(string text, int start)
    {
        var depth = 0;
        for (var i = start; i < text.Length; i++)
        {
            if (text[i] is '\'' or '"' && ClosingQuote(text, i) is > 0 and var close) i = close;
            else if (text[i] is '[' or '{') depth++;
            else if (text[i] is ']' or '}' && --depth == 0) return EndOfLineUnless(text, i + 1);
        }

        return text.Length;
    }

    // {a}b is no bracketed value but a text that begins so.
    private static int EndOfLineUnless(string text, int next) =>
        next >= text.Length || text[next] is ',' or '}' or ']' or ')' or ';' or ' ' or '\n' or '\r' ? next : EndOfLine(text, next);

    // YAML: everything that is indented deeper than the line of the key.
    private static int EndOfBlock(string text, int keyIndex, int start)
    {
        var lineStart = text.LastIndexOf('\n', Math.Max(0, keyIndex - 1)) + 1;
        var indent = Indent(text, lineStart);
        var end = EndOfLine(text, start);
        while (end < text.Length)
        {
            var next = EndOfLine(text, end + 1);
            var isBlank = string.IsNullOrWhiteSpace(text[(end + 1)..next]);
            if (!isBlank && !Continues(text, end + 1, indent)) break;
            end = next;
        }

        return end;
    }

    // A list may have the indentation of its key.
    private static bool Continues(string text, int lineStart, int indent)
    {
        var own = Indent(text, lineStart);
        return own > indent || (own == indent && string.CompareOrdinal(text, lineStart + own, "- ", 0, 2) == 0);
    }

    private static int EndOfHeredoc(string text, int start, string name)
    {
        var last = new Regex($@"\n[^\S\n]*{Regex.Escape(name)}[^\S\n]*(?=\n|\z)", RegexOptions.CultureInvariant).Match(text, start);
        return last.Success ? last.Index + last.Length : text.Length;
    }

    private static int ClosingQuote(string text, int start)
    {
        for (var i = start + 1; i < text.Length; i++)
        {
            if (text[i] == '\\') i++;
            else if (text[i] == text[start]) return i;
        }

        return -1;
    }

    private static int Indent(string text, int lineStart)
    {
        var i = lineStart;
        while (i < text.Length && text[i] is ' ' or '\t') i++;
        return i - lineStart;
    }

    private static int EndOfLine(string text, int start) => text.IndexOf('\n', start) is >= 0 and var end ? end : text.Length;

    [GeneratedRegex(
        """\G(?:‹[^›\n]*›|true|false|nil|null)(?=\s*(?:[}\])]|,\s*(?:\n|["':]|\z)|\n|\z))""", RegexOptions.CultureInvariant)]
    private static partial Regex Harmless();

    [GeneratedRegex("""\G<<[~-]?['"]?(\w{1,40})['"]?""", RegexOptions.CultureInvariant)]
    private static partial Regex Heredoc();
}
