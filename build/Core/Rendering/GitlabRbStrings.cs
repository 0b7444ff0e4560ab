using System.Text.RegularExpressions;
using GitLabHa.Core.Secrets;

namespace GitLabHa.Core.Rendering;

/// <summary>
/// Reads the literal strings of a gitlab.rb by their paths, such as <c>gitaly.configuration.auth.token</c>: the inverse of
/// writing it, and sufficient for a file that was written by hand. Computed values are left out.
/// </summary>
internal sealed partial class GitlabRbStrings
{
    private readonly string _text;
    private readonly List<(string Path, string Value)> _found = [];
    private int _at;

    private GitlabRbStrings(string text) => _text = text;

    /// <summary>The strings in the file's order; the items of a list have the path of the list.</summary>
    public static IReadOnlyList<(string Path, string Value)> Read(string text) => new GitlabRbStrings(text).Statements();

    /// <summary>The strings of settings, by the same paths.</summary>
    public static IEnumerable<(string Path, SecretText Text)> Of(GitlabRb gitlabRb) =>
        Walk("", gitlabRb.Calls).Concat(Walk("", gitlabRb.Sections));

    private static IEnumerable<(string, SecretText)> Walk(string path, RubyValue value) => value switch
    {
        RubyString x => [(path, x.Text)],
        RubyMap x => x.SelectMany(entry => Walk(Join(path, entry.Key), entry.Value)),
        RubyList x => x.Items.SelectMany(item => Walk(path, item)),
        _ => [],
    };

    private static string Join(string path, string key) => path.Length == 0 ? key : $"{path}.{key}";

    private List<(string, string)> Statements()
    {
        while (_at < _text.Length)
        {
            var statement = Statement().Match(_text, _at);
            if (statement.Success)
            {
                var keys = statement.Groups["key"].Captures.Select(x => x.Value);
                _at += statement.Length;
                Value(keys.Aggregate(statement.Groups["name"].Value, Join));
            }

            // What follows a value on its line, and a line that is no statement.
            while (_at < _text.Length && _text[_at] != '\n') _at++;
            _at++;
        }

        return _found;
    }

    private void Value(string path)
    {
        Blank();
        if (_at >= _text.Length) return;
        if (_text[_at] is '\'' or '"') Text(path);
        else if (_text[_at] is '[') Block(']', () => Value(path));
        else if (_text[_at] is '{' or '(') Block(_text[_at] == '{' ? '}' : ')', () => Entry(path));
        else Skip();
    }

    private void Entry(string path)
    {
        if (Key().Match(_text, _at) is { Success: true } key)
        {
            _at += key.Length;
            Value(Join(path, key.Groups["key"].Value));
        }
        else
        {
            Value(path);
        }
    }

    private void Block(char close, Action item)
    {
        _at++;
        while (true)
        {
            Blank();
            if (_at >= _text.Length) return;
            if (_text[_at] == close)
            {
                _at++;
                return;
            }

            var before = _at;
            if (_text[_at] == ',') _at++;
            else item();
            if (_at == before) _at++;
        }
    }

    private void Text(string path)
    {
        var (start, quote) = (++_at, _text[_at - 1]);
        while (_at < _text.Length && _text[_at] != quote) _at += _text[_at] == '\\' ? 2 : 1;
        var end = Math.Min(_at, _text.Length);
        _at = end + 1;
        // 'a' + 'b' is no literal.
        if (End().IsMatch(_text, Math.Min(_at, _text.Length))) _found.Add((path, Unescaped(_text[start..end], quote)));
        else Skip();
    }

    private static string Unescaped(string text, char quote) => Escape().Replace(text, x => (quote, x.Value[1]) switch
    {
        ('"', 'r') => "\r",
        ('"', 'n') => "\n",
        ('"', 't') => "\t",
        (_, '\\') => "\\",
        ('\'', '\'') => "'",
        ('\'', _) => x.Value,
        (_, var other) => other.ToString(),
    });

    private void Skip()
    {
        while (_at < _text.Length && _text[_at] is not (',' or ']' or '}' or ')' or '\n')) _at++;
    }

    private void Blank()
    {
        while (_at < _text.Length && (char.IsWhiteSpace(_text[_at]) || _text[_at] == '#'))
        {
            if (_text[_at] == '#') while (_at < _text.Length && _text[_at] != '\n') _at++;
            else _at++;
        }
    }

    [GeneratedRegex("""\G[^\S\n]*(?<name>[a-z]\w*)(?:(?:\[['"](?<key>[^'"\n]+)['"]\])+[^\S\n]*=(?![=~])|(?=[^\S\n]+['"]|[^\S\n]*\())""",
        RegexOptions.CultureInvariant)]
    private static partial Regex Statement();

    [GeneratedRegex(
        """\G(?:(?:'(?<key>[^'\n]*)'|"(?<key>[^"\n]*)"|:(?<key>\w+))\s*=>"""
            + """|'(?<key>[^'\n]*)':(?!:)|"(?<key>[^"\n]*)":(?!:)|(?<key>\w+):(?!:))""",
        RegexOptions.CultureInvariant)]
    private static partial Regex Key();

    [GeneratedRegex(@"\G[^\S\n]*(?:[,\]})#;\n\r]|\z)", RegexOptions.CultureInvariant)]
    private static partial Regex End();

    [GeneratedRegex(@"\\.", RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex Escape();
}
