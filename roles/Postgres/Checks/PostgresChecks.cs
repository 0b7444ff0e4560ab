using GitLabHa.Core.Checks;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;

namespace GitLabHa.Roles.Checks;

/// <summary>The checks of a node with PostgreSQL under Patroni.</summary>
public static class PostgresChecks
{
    /// <summary>What Verify asks.</summary>
    public static IEnumerable<Check> For(RoleContext context)
    {
        yield return new PatroniMembers(context.Node, context.Topology);
        if (context.Topology.IsFirst(context.Node, RoleNames.Postgres)) yield return new PostgresReplication(context.Topology);
    }

    /// <summary>
    /// What holds before the next node is touched: a leader, and every replica close behind it. Patroni's state of its members
    /// is up to ten seconds old, so PostgreSQL is asked, too.
    /// </summary>
    public static IEnumerable<Check> Gates(RoleContext context) =>
        [new PatroniMembers(context.Node, context.Topology), new PostgresReplication(context.Topology)];
}
