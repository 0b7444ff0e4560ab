using System.Globalization;
using System.Text.RegularExpressions;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;

namespace GitLabHa.Roles.Checks;

/// <summary>
/// After a major upgrade: the server that runs on the node's data is of the new major, and writes or follows. A server may
/// answer that runs on data which were moved away from under it, so the one of the data's own directory is asked for.
/// </summary>
/// <param name="Node">The node.</param>
/// <param name="Directory">The directory of its data.</param>
/// <param name="Major">The new major.</param>
/// <param name="Follows">Whether it is a replica.</param>
public sealed partial record PostgresMajor(Node Node, string Directory, int Major, bool Follows) : NodeCheck(Node)
{
    private const string Query =
        "select current_setting('server_version_num')::int / 10000, pg_is_in_recovery(), coalesce((select status from "
            + "pg_stat_wal_receiver), 'none')";

    /// <inheritdoc />
    public override string Id => "postgres.major";

    /// <inheritdoc />
    public override string Component => Components.Postgres;

    /// <inheritdoc />
    public override string Title => Follows ? $"it follows as PostgreSQL {Major}" : $"it takes writes as PostgreSQL {Major}";

    /// <inheritdoc />
    protected override Command Command => Ask.Of(
        "gitlab-psql -d template1 -tAc 'select server_version_num, pg_is_in_recovery() …'",
        """
        pid=$(head -n 1 "$1/postmaster.pid" 2>/dev/null) && kill -0 "$pid" 2>/dev/null || { echo "no server on $1"; exit 1; }
        exec gitlab-psql -d template1 -tAX -c "$2"
        """,
        Directory,
        Query);

    /// <inheritdoc />
    protected override Verdict Judge(Answer answer)
    {
        if (answer.Output.StartsWith("no server", StringComparison.Ordinal)) return Verdict.Unhealthy(Excerpt.Of(answer.Output), Log);
        var row = Row().Match(answer.Output);
        if (!row.Success)
            return answer.Output.Contains("connection to server", StringComparison.Ordinal)
                ? Verdict.Unhealthy(Excerpt.Of(answer.Output), Log)
                : NotUnderstood(answer);
        var (major, recovers, receiver) = (int.Parse(row.Groups[1].ValueSpan, CultureInfo.InvariantCulture), row.Groups[2].Value == "t",
            row.Groups[3].Value);
        if (major != Major) return Verdict.Unhealthy($"PostgreSQL {major} runs", "See /var/log/gitlab/pg-upgrade.log there.");
        if (recovers != Follows) return Verdict.Unhealthy(recovers ? "it is in recovery" : "it takes writes, and should follow", Log);
        return !Follows || receiver == "streaming"
            ? Verdict.Healthy(Follows ? "follows" : "takes writes")
            : Verdict.Unhealthy($"WAL receiver: {receiver}", Log);
    }

    private static string Log =>
        "See gitlab-ctl tail patroni, or gitlab-ctl tail postgresql on a node without Patroni; a large copy takes its time.";

    [GeneratedRegex(@"^(\d{1,3})\|([tf])\|(\w+)\r?$", RegexOptions.Multiline)]
    private static partial Regex Row();
}
