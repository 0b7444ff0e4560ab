using GitLabHa.Core.Checks;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;

namespace GitLabHa.Roles.Checks;

/// <summary>A PostgreSQL without Patroni accepts a query to a database and is not read-only.</summary>
public sealed record PostgresAnswers(Node Node, string Database, string In) : NodeCheck(Node)
{
    /// <inheritdoc />
    public override string Id => "postgres.answers";

    /// <inheritdoc />
    public override string Component => In;

    /// <inheritdoc />
    public override string Title => $"database {Database} accepts writes";

    /// <inheritdoc />
    protected override Command Command =>
        Ask.Of($"gitlab-psql -d {Database} -tAc 'show transaction_read_only'",
            "exec gitlab-psql -d \"$1\" -tAc 'show transaction_read_only'", Database);

    /// <inheritdoc />
    protected override Verdict Judge(Answer answer) => answer.Output.Trim() switch
    {
        "off" => Verdict.Healthy("answers, writable"),
        "on" => Verdict.Unhealthy("answers, but read-only", "It is in recovery or default_transaction_read_only is set."),
        var said when said.Contains("does not exist", StringComparison.Ordinal) =>
            Verdict.Unhealthy(Excerpt.Of(said), $"./build.sh Deploy --env NAME creates the database {Database} and its role."),
        var said when said.Contains("connect", StringComparison.Ordinal) =>
            Verdict.Unhealthy(Excerpt.Of(said), "See gitlab-ctl status postgresql; gitlab-ctl tail postgresql"),
        _ => NotUnderstood(answer),
    };
}
