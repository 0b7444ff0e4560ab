using GitLabHa.Core.Checks;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;

namespace GitLabHa.Roles.Checks;

/// <summary>The checks of a Praefect, and of the database it keeps its records in.</summary>
public static class PraefectChecks
{
    /// <summary>What Verify asks.</summary>
    public static IEnumerable<Check> For(RoleContext context)
    {
        foreach (var check in Ready(context).Concat(Gates(context))) yield return check;
        yield return new PraefectCheck(context.Node, context.Environment.NtpHost);
        if (!context.Topology.IsFirst(context.Node, RoleNames.Praefect)) yield break;
        yield return new PraefectDataLoss(context.Node);
        if (context.Topology.With(RoleNames.Postgres) is [var rails, ..]
            && context.Topology.With(RoleNames.PraefectPostgres) is [var tracking, ..])
            yield return new PraefectRepositories(
                rails, tracking, [.. context.Topology.With(RoleNames.Gitaly).Select(x => (x, x.Storage ?? x.Name))]);
    }

    /// <summary>What holds before the next Praefect is touched: this one reaches every Gitaly.</summary>
    public static IEnumerable<Check> Gates(RoleContext context) =>
        [new PraefectDialNodes(context.Node, context.Topology.With(RoleNames.Gitaly))];

    /// <summary>What holds after the first run, when there is no Gitaly yet.</summary>
    public static IEnumerable<Check> Ready(RoleContext context) => [new PraefectSqlPing(context.Node)];

    /// <summary>What Verify asks the node of the tracking database.</summary>
    public static IEnumerable<Check> ForDatabase(RoleContext context) =>
        [new PostgresAnswers(context.Node, "praefect_production", Components.Praefect)];
}
