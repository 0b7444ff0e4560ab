using System.Collections.Immutable;
using System.Globalization;
using GitLabHa.Core.Commands;

namespace GitLabHa.Core.Rehearsing;

/// <summary>Counts the rows of every table that a backup holds, without writing anything.</summary>
public static class RowQuery
{
    /// <summary>The schema of partitions that GitLab itself makes and drops as time goes by.</summary>
    public const string MovingSchema = "gitlab_partitions_dynamic";

    /// <summary>Says "f" on the leader.</summary>
    public static Command Leads { get; } = Command.Shell(
        "gitlab-psql: does it lead?",
        "exec /opt/gitlab/bin/gitlab-psql -d gitlabhq_production -qtAX -c 'SELECT pg_is_in_recovery()' </dev/null");

    /// <summary>Runs the SQL that it reads.</summary>
    public static Command Run { get; } = Command.Shell(
        "gitlab-psql: count the rows of every table",
        "exec /opt/gitlab/bin/gitlab-psql -d gitlabhq_production -qtAX -v ON_ERROR_STOP=1") with
    { Timeout = TimeSpan.FromHours(6) };

    // An empty table says by its sequence whether it always was: the restored one begins where the backed-up one was.
    private static string Sql => EmbeddedScript.Of(typeof(RowQuery), "row-query.sql");

    // Partitioned tables are counted by their partitions. What gitlab-backup dumps: public and the schemas of partitions.
    private const string Rest = """
        ) AS known (name, last) ON known.name = n.nspname || '.' || c.relname
        WHERE c.relkind = 'r' AND n.nspname IN ('public', 'gitlab_partitions_static', 'gitlab_partitions_dynamic')
        ORDER BY 1 \gexec

        """;

    /// <summary>The SQL; a table with an entry is counted up to that id, and beyond it.</summary>
    public static string UpTo(IEnumerable<KeyValuePair<string, TableRows>> known) => Sql
        + string.Concat(
            known.Where(x => x.Value.Last is not null)
                .Select(x => string.Create(CultureInfo.InvariantCulture, $", ({Literal(x.Key)}, {x.Value.Last})")))
        + Rest;

    /// <summary>What it printed, by table.</summary>
    public static ImmutableSortedDictionary<string, TableRows> Parse(string output) =>
        output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(x => x.Split('|')).Where(x => x.Length == 4)
        .ToImmutableSortedDictionary(
            x => x[0], x => new TableRows(Number(x[1]), Number(x[2]), x[3].Length == 0 ? null : Number(x[3])), StringComparer.Ordinal);

    private static string Literal(string text) => $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";

    private static long Number(string text) => long.Parse(text, CultureInfo.InvariantCulture);
}
