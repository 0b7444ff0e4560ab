using System.Globalization;
using GitLabHa.Core.Checks;

namespace GitLabHa.Roles.Checks;

/// <summary>
/// The table of <c>gitlab-ctl patroni members</c>, which has no other format; columns differ between versions and are
/// found by their names. Source: https://docs.gitlab.com/administration/postgresql/replication_and_failover/
/// </summary>
internal static class PatroniTable
{
    private const int BytesPerMegabyte = 1024 * 1024;

    /// <summary>Reads it, or null when it is no such table.</summary>
    public static PatroniCluster? Parse(string text)
    {
        var rows = text.Split('\n').Select(x => x.Trim()).Where(x => x.StartsWith('|')).Select(Cells).ToArray();
        var header = rows.FirstOrDefault(x => x.Contains("Member") && x.Contains("State"));
        if (header is null) return null;
        var members = rows.Where(x => x.Length == header.Length && x != header).Select(x => Member(header, x)).ToArray();
        return members.Length == 0 ? null : new PatroniCluster(members, text.Contains("Maintenance mode: on", StringComparison.Ordinal));
    }

    private static PatroniMember Member(string[] header, string[] row)
    {
        string Cell(string name) => Array.IndexOf(header, name) is >= 0 and var index ? row[index] : "";
        var lag = Cell("Lag in MB");
        return new PatroniMember(
            Cell("Member"),
            Cell("Host"),
            Cell("Role").ToLowerInvariant(),
            Cell("State"),
            int.TryParse(Cell("TL"), CultureInfo.InvariantCulture, out var timeline) ? timeline : null,
            lag.Length == 0 ? 0 : long.TryParse(lag, CultureInfo.InvariantCulture, out var megabytes) ? megabytes * BytesPerMegabyte : null,
            Cell("Pending restart") == "*");
    }

    private static string[] Cells(string line) => [.. line.Trim('|').Split('|').Select(x => x.Trim())];
}
