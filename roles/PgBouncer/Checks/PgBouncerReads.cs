using System.Text.RegularExpressions;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;
using GitLabHa.Core.Secrets;

namespace GitLabHa.Roles.Checks;

/// <summary>
/// The PgBouncer of a PostgreSQL node reaches the PostgreSQL of that very node. One that follows the leader would send every read
/// there, and nothing would look wrong. Source: https://docs.gitlab.com/administration/postgresql/database_load_balancing/
/// </summary>
public sealed partial record PgBouncerReads(Node Node, Secret Password) : NodeCheck(Node)
{
    private const string Database = "gitlabhq_production";

    /// <inheritdoc />
    public override string Id => "pgbouncer.reads";

    /// <inheritdoc />
    public override string Component => Components.PgBouncer;

    /// <inheritdoc />
    public override string Title => "it reads from its own node";

    /// <inheritdoc />
    protected override Command Command => Ask.Of(
        "psql -h 127.0.0.1 -p 6432: SHOW DATABASES; select pg_is_in_recovery()",
        $$"""
        IFS= read -r PGPASSWORD
        export PGPASSWORD PGCONNECT_TIMEOUT=5
        ask() { {{Ask.Embedded}}/psql -X -h 127.0.0.1 -p {{Ports.PgBouncer}} -U pgbouncer -A -F '|' -P footer=off "$@"; }
        ask -d pgbouncer -c 'SHOW DATABASES' && ask -t -d {{Database}} -c "select 'in recovery: ' || pg_is_in_recovery()"
        """) with
    { Input = SecretText.Of($"{Password}\n") };

    /// <inheritdoc />
    protected override Verdict Judge(Answer answer)
    {
        var rows = PgBouncerDatabases.Parse(answer.Output);
        if (rows.IsEmpty) return PgBouncerAnswers.Refusal(answer);
        if (rows.FirstOrDefault(x => x.Name == Database) is not { } row)
            return Verdict.Unhealthy($"no database {Database}", $"See pgbouncer['databases'] in /etc/gitlab/gitlab.rb of {Node}.");
        if (row.Host != "127.0.0.1")
            return Verdict.Unhealthy(
                $"its host is {row.Host}",
                "It must stay on its own node: consul['watchers'] must not name postgresql here. "
                    + "Remove /var/opt/gitlab/pgbouncer/databases.ini and reconfigure.");
        return Recovery().Match(answer.Output) is { Success: true } found
            ? Verdict.Healthy(found.Groups[1].Value.StartsWith('t') ? "a replica" : "the leader")
            : PgBouncerAnswers.Refusal(answer);
    }

    [GeneratedRegex("in recovery: (t|f)")]
    private static partial Regex Recovery();
}
