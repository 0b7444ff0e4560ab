using System.Collections.Immutable;

namespace GitLabHa.Core.Checks;

/// <summary>HAProxy's statistics as CSV. Source: https://docs.haproxy.org/2.6/management.html#9.1</summary>
public static class HAProxyStatistics
{
    /// <summary>Reads the rows of servers and backends; empty when it is no such CSV.</summary>
    public static ImmutableArray<HAProxyRow> Parse(string csv)
    {
        var lines = csv.Split('\n').Select(x => x.Trim('\r')).SkipWhile(x => !x.StartsWith("# pxname,svname,", StringComparison.Ordinal))
            .ToArray();
        if (lines.Length == 0) return [];
        var names = lines[0].Split(',');
        var (status, check, code) = (Array.IndexOf(names, "status"), Array.IndexOf(names, "check_status"),
            Array.IndexOf(names, "check_code"));
        if (status < 0) return [];
        return
        [
            .. lines.Skip(1).Select(x => x.Split(','))
                .Where(x => x.Length > status && x[1] != "FRONTEND")
                .Select(x => new HAProxyRow(x[0], x[1], x[status]) { Check = At(x, check), Code = At(x, code) }),
        ];
    }

    private static string At(string[] row, int column) => column >= 0 && column < row.Length ? row[column].TrimStart('*', ' ') : "";
}

/// <summary>A server, or the backend itself with the name BACKEND.</summary>
public sealed record HAProxyRow(string Backend, string Server, string Status)
{
    /// <summary>What its last check came to, such as L4CON or L7STS; empty when it is not told.</summary>
    public string Check { get; init; } = "";

    /// <summary>The status the last check got, such as an HTTP code.</summary>
    public string Code { get; init; } = "";

    public bool IsBackend => Server == "BACKEND";

    // "UP 1/3" is on its way down, "DOWN 1/2" on its way up.
    public bool Up => Status == "UP";

    public bool Down => Status.StartsWith("DOWN", StringComparison.Ordinal);

    public override string ToString() => $"{Backend}/{Server} {Status}{(Down && Check.Length > 0 ? $" ({$"{Check} {Code}".Trim()})" : "")}";
}
