using System.Globalization;
using System.Text.RegularExpressions;
using GitLabHa.Core.Commands;

namespace GitLabHa.Core.Checks;

/// <summary>A request that a node makes with curl, and its answer.</summary>
/// <param name="Status">The HTTP status, 0 when nothing answered, null when the output is not of our request.</param>
/// <param name="Body">The body, or curl's complaint.</param>
public sealed partial record Http(int? Status, string Body)
{
    /// <summary>Asks a URL; curl is the distribution's, or the one of the package.</summary>
    public static Command Get(string url) => Ask.Of(
        $"curl -s {url}",
        $"PATH=$PATH:{Ask.Embedded}\ncurl -q -sS -m 10 -w '\\nhttp_code=%{{http_code}}\\n' \"$1\"",
        url);

    /// <summary>Reads curl's output; the status is on a line of its own.</summary>
    public static Http Parse(string output)
    {
        var match = Code().Match(output);
        return match.Success
            ? new Http(int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture), Code().Replace(output, "").Trim())
            : new Http(null, output.Trim());
    }

    [GeneratedRegex(@"^http_code=(\d{3})\r?$", RegexOptions.Multiline | RegexOptions.RightToLeft)]
    private static partial Regex Code();
}
