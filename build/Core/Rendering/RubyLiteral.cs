using System.Collections.Immutable;
using System.Globalization;
using GitLabHa.Core.Secrets;

namespace GitLabHa.Core.Rendering;

/// <summary>
/// Writes values as Ruby literals. Strings are single-quoted, so that nothing in them is interpolated; only a carriage return
/// needs double quotes, because Ruby reads CR LF in its source as LF.
/// </summary>
public static class RubyLiteral
{
    private const int OneLine = 100;

    /// <summary>Writes a value; a hash that is a bare call argument gets parentheses, since Ruby would read a block.</summary>
    public static SecretText Write(RubyValue value, bool callArgument = false) =>
        callArgument && value is RubyMap ? SecretText.Of($"({Write(value, "")})") : Write(value, "");

    /// <summary>A single-quoted string.</summary>
    public static string Quote(string text) => $"'{Escape(text)}'";

    internal static string Escape(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal);

    private static string EscapeDouble(string text) => string.Concat(text.Select(x => x switch
    {
        '\r' => "\\r",
        '\\' or '"' or '#' => "\\" + x,
        _ => x.ToString(),
    }));

    private static SecretText Write(RubyValue value, string indent) => value switch
    {
        RubyString x when x.Text.Reveal().Contains('\r', StringComparison.Ordinal) => SecretText.Of($"\"{x.Text.Map(EscapeDouble)}\""),
        RubyString x => SecretText.Of($"'{x.Text.Map(Escape)}'"),
        RubyInteger x => x.Value.ToString(CultureInfo.InvariantCulture),
        RubyFloat x => x.Value.ToString("0.0###############", CultureInfo.InvariantCulture),
        RubyBoolean x => x.Value ? "true" : "false",
        RubyNil => "nil",
        RubyList x => Block("[", [.. x.Items.Select(item => Write(item, indent + "  "))], "]", indent),
        RubyMap x => Block("{", [.. x.Select(entry => Entry(entry.Key, entry.Value, indent))], "}", indent),
        _ => throw new InvalidOperationException($"no literal for {value.GetType().Name}"),
    };

    private static SecretText Entry(string key, RubyValue value, string indent) =>
        SecretText.Of($"{Quote(key)} => {Write(value, indent + "  ")}");

    // The next value of a secret is laid out as the value in use will be: when a rotation is over, no file changes.
    private static int Width(SecretText flat) =>
        flat.Masked.Length - flat.Secrets.Sum(x => x.StoreName.Length - Rotation.InUse(x.StoreName).Length);

    private static SecretText Block(string open, ImmutableArray<SecretText> items, string close, string indent)
    {
        if (items.IsEmpty) return open + close;
        var padding = open == "{" ? " " : "";
        var flat = SecretText.Concat(items.SelectMany((item, i) => i == 0 ? [item] : new[] { ", ", item }));
        if (Width(flat) <= OneLine && !flat.Masked.Contains('\n', StringComparison.Ordinal))
            return SecretText.Of($"{open}{padding}{flat}{padding}{close}");
        var lines = SecretText.Concat(items.Select(item => SecretText.Of($"{indent}  {item},\n")));
        return SecretText.Of($"{open}\n{lines}{indent}{close}");
    }
}
