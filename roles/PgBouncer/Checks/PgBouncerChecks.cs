using GitLabHa.Core.Checks;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;

namespace GitLabHa.Roles.Checks;

/// <summary>The checks of a PgBouncer.</summary>
public static class PgBouncerChecks
{
    /// <summary>The secret that is the password of the user pgbouncer.</summary>
    public const string PasswordSecret = "pgbouncer_password";

    /// <summary>What Verify asks: all PgBouncers at once.</summary>
    public static IEnumerable<Check> For(RoleContext context)
    {
        var all = context.Topology.With(RoleNames.PgBouncer);
        return context.Topology.IsFirst(context.Node, RoleNames.PgBouncer)
            ? [new PgBouncerLeader(all, context.Topology.With(RoleNames.Postgres), context.Demanded(PasswordSecret))]
            : [];
    }

    /// <summary>That the one of a PostgreSQL node serves reads from this node.</summary>
    public static Check OfReads(RoleContext context) => new PgBouncerReads(context.Node, context.Demanded(PasswordSecret));

    /// <summary>What holds before the next one is touched: this one sends writes to the leader.</summary>
    public static IEnumerable<Check> Gates(RoleContext context) =>
        [new PgBouncerLeader([context.Node], context.Topology.With(RoleNames.Postgres), context.Demanded(PasswordSecret))];
}
