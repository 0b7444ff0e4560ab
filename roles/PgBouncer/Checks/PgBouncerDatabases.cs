using System.Collections.Immutable;
using GitLabHa.Core.Checks;

namespace GitLabHa.Roles.Checks;

/// <summary>
/// The rows of <c>SHOW DATABASES</c>; versions add columns, so they are found by name. Source: https://www.pgbouncer.org/usage.html
/// </summary>
internal static class PgBouncerDatabases
{
    /// <summary>Reads psql's unaligned table with its header; empty when it is no such table.</summary>
    public static ImmutableArray<PgBouncerDatabase> Parse(string text)
    {
        var rows = text.Split('\n').Select(x => x.Trim('\r', ' ').Split('|')).Where(x => x.Length > 3).ToArray();
        var header = rows.FirstOrDefault(x => x[0] == "name" && x.Contains("host"));
        if (header is null) return [];
        string Cell(string[] row, string name) => Array.IndexOf(header, name) is >= 0 and var index ? row[index] : "";
        return
        [
            .. rows.Where(x => x != header && x.Length == header.Length)
                .Select(x =>
                    new PgBouncerDatabase(
                    x[0], Cell(x, "host"), Cell(x, "paused") is not ("0" or ""), Cell(x, "disabled") is not ("0" or ""))),
        ];
    }
}

/// <summary>A row of it.</summary>
internal sealed record PgBouncerDatabase(string Name, string Host, bool Paused, bool Disabled);
