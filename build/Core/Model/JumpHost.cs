using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace GitLabHa.Core.Model;

/// <summary>A host on the way to the nodes, as ssh's ProxyJump names it.</summary>
/// <param name="User">The user to log in as, or null: as on the nodes.</param>
/// <param name="Host">Its name or address.</param>
/// <param name="Port">Its TCP port, or null: 22.</param>
public sealed partial record JumpHost(string? User, string Host, int? Port)
{
    /// <summary>
    /// The hosts of <c>[USER@]HOST[:PORT]</c>, the nearest first, separated by commas; none of "none". Null when the text is
    /// something else.
    /// </summary>
    public static ImmutableArray<JumpHost>? Parse(string text)
    {
        if (text.Equals("none", StringComparison.OrdinalIgnoreCase)) return [];
        var matches = text.Split(',').Select(x => Hop().Match(x)).ToArray();
        if (!matches.All(x => x.Success)) return null;
        var hops = matches.Select(x => new JumpHost(Value(x, "user"), Value(x, "host")!, Number(Value(x, "port")))).ToArray();
        return hops.All(x => x.Port is null or (> 0 and <= 65535)) ? [.. hops] : null;
    }

    /// <inheritdoc />
    public override string ToString() => Host;

    private static string? Value(Match match, string name) => match.Groups[name] is { Success: true, Value: var value } ? value : null;

    private static int? Number(string? text) => text is null ? null : int.Parse(text, CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"\A(?:ssh://)?(?:(?<user>[^@:/\[\]]+)@)?"
        + @"(?:\[(?<host>[0-9A-Fa-f:.]+)\]|(?<host>[A-Za-z0-9_][A-Za-z0-9._-]*))(?::(?<port>[0-9]{1,5}))?/?\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Hop();
}
