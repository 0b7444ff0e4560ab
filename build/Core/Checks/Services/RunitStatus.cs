using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace GitLabHa.Core.Checks.Services;

/// <summary>The lines of <c>gitlab-ctl status</c>; its exit code is the sum of all services' codes and says little.</summary>
internal static partial class RunitStatus
{
    /// <summary>Reads one entry per service; lines of other kinds are left out.</summary>
    public static ImmutableArray<RunitService> Parse(string text) =>
        [.. Line().Matches(text)
            .Select(x => new RunitService(x.Groups["name"].Value, x.Groups["state"].Value, x.Groups["rest"].Value.Trim()))];

    [GeneratedRegex(@"^(?:(?:timeout|kill|ok): )?(?<state>run|down|fail|warning|finish): (?<name>[\w-]+): (?<rest>[^;\r\n]*)",
        RegexOptions.Multiline)]
    private static partial Regex Line();
}

/// <summary>A service as runit sees it.</summary>
internal sealed record RunitService(string Name, string State, string Rest)
{
    public bool Runs => State == "run";

    /// <summary>Seconds since it started, as "(pid 12) 34s" says.</summary>
    public long? Uptime =>
        Regex.Match(Rest, @"\(pid \d+\) (\d+)s") is { Success: true } match && long.TryParse(match.Groups[1].ValueSpan, out var seconds)
            ? seconds
            : null;
}
