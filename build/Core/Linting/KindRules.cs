using System.Text.RegularExpressions;
using GitLabHa.Core.Model;
using GitLabHa.Core.Rendering;

namespace GitLabHa.Core.Linting;

/// <summary>
/// Compares the kind of a value with the kinds of the version's defaults and examples. nil is always accepted: it means the
/// default. A value that cannot work is an error; one that only differs from GitLab's own values is a warning.
/// </summary>
internal static partial class KindRules
{
    // Gitaly and Praefect read TOML with fixed types: a number in quotes keeps them from starting.
    private static readonly string[] StrictlyTyped = ["gitaly.configuration.", "praefect.configuration."];

    private static readonly (ValueKind Kind, string Name)[] Names =
    [
        (ValueKind.Boolean, "true or false"), (ValueKind.Port, "a port (an integer from 0 to 65535)"), (ValueKind.Number, "a number"),
        (ValueKind.Text, "text"), (ValueKind.List, "a list"), (ValueKind.Map, "keys and values"),
    ];

    public static void Check(string path, RubyValue value, GitLabVersion version, List<LintFinding> findings)
    {
        var known = value is RubyNil ? ValueKind.None : SettingKinds.Of(path, version);
        var strict = StrictlyTyped.Any(x => path.StartsWith(x, StringComparison.Ordinal));
        if (known == ValueKind.None || Fits(value, known, strict)) return;
        var severity = strict || CannotWork(value, known) ? Severity.Error : Severity.Warning;
        var source = severity == Severity.Error ? "" : "; no default or example of GitLab has this kind";
        findings.Add(new LintFinding(severity, path, $"expected {Expected(known)}, found {Found(value)}{source}"));
    }

    private static bool Fits(RubyValue value, ValueKind known, bool strict) => value switch
    {
        RubyInteger { Value: >= 0 and <= 65535 } => (known & (ValueKind.Port | ValueKind.Number)) != 0,
        RubyInteger or RubyFloat => known.HasFlag(ValueKind.Number),
        RubyBoolean => known.HasFlag(ValueKind.Boolean),
        // Numbers may have units: '256MB', '5min'.
        RubyString x => known.HasFlag(ValueKind.Text) || (!strict && known.HasFlag(ValueKind.Number) && Numeric().IsMatch(x.Text.Reveal())),
        RubyList => known.HasFlag(ValueKind.List),
        _ => known.HasFlag(ValueKind.Map),
    };

    private static bool CannotWork(RubyValue value, ValueKind known) => known switch
    {
        _ when value is RubyMap => true,
        // In Ruby every text and every number counts as true, 'false' and 0 as well.
        ValueKind.Boolean => value is not RubyString { Text: var text } || text.Reveal() != "true",
        ValueKind.Map => true,
        ValueKind.Port =>
            value is not RubyString { Text: var text } || (text.Reveal() is { Length: > 0 } port && !ushort.TryParse(port, out _)),
        ValueKind.List => value is RubyInteger or RubyFloat,
        _ => false,
    };

    private static string Expected(ValueKind known) => string.Join(" or ", Names.Where(x => known.HasFlag(x.Kind)).Select(x => x.Name));

    private static string Found(RubyValue value) => value switch
    {
        RubyString => "text",
        RubyInteger => "an integer",
        RubyFloat => "a float",
        RubyBoolean x => x.Value ? "true" : "false",
        RubyList => "a list",
        _ => "keys and values",
    };

    [GeneratedRegex(@"\A-?\.?\d", RegexOptions.CultureInvariant)]
    private static partial Regex Numeric();
}
