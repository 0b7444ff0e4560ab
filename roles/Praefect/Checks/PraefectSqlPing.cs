using GitLabHa.Core.Checks;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;

namespace GitLabHa.Roles.Checks;

/// <summary>
/// Praefect reaches its tracking database. Source: https://docs.gitlab.com/administration/gitaly/praefect/configure/#praefect
/// </summary>
public sealed record PraefectSqlPing(Node Node) : NodeCheck(Node)
{
    /// <inheritdoc />
    public override string Id => "praefect.sql-ping";

    /// <inheritdoc />
    public override string Component => Components.Praefect;

    /// <inheritdoc />
    public override string Title => "its tracking database answers";

    /// <inheritdoc />
    protected override Command Command => PraefectAsk.SubCommand("sql-ping");

    /// <inheritdoc />
    protected override Verdict Judge(Answer answer)
    {
        if (answer.ExitCode == 0 && answer.Output.Contains("sql-ping: OK", StringComparison.Ordinal)) return Verdict.Healthy("OK");
        return answer.Output.Contains("sql open", StringComparison.Ordinal)
            || answer.Output.Contains("sql-ping: fail", StringComparison.OrdinalIgnoreCase)
            ? Verdict.Unhealthy(
                Excerpt.Of(answer.Output),
                "See that PostgreSQL runs on the tracking database's node, and that role, database and password praefect are there.")
            : NotUnderstood(answer);
    }
}
