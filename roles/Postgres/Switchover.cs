using GitLabHa.Core.Commands;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Planning;
using GitLabHa.Core.Secrets;

namespace GitLabHa.Roles;

/// <summary>
/// Hands the PostgreSQL leader over without a failed query: PgBouncer holds new queries until the next leader is elected.
/// Without that, PgBouncer follows only when Consul's check, every 10 s, has found the new leader; and while the check still
/// reports the old one as a leader, too, the watch sees a split brain and drops every client.
/// Sources: https://www.pgbouncer.org/usage.html and
/// https://gitlab.com/gitlab-org/omnibus-gitlab/-/blob/master/files/gitlab-cookbooks/consul/libraries/failover_helper.rb
/// </summary>
internal static class Switchover
{
    private static string Received => EmbeddedScript.Of(typeof(Switchover), "switchover-received.sh") + "\n";

    // Before clients wait, the writes of a shutdown are done, and a replica that was just restarted has caught up.
    private static string PrepareScript => Received + """
        gitlab-psql -c CHECKPOINT >/dev/null
        written=$(ask 'select pg_current_wal_lsn()') && received "$written" 120
        """;

    // Patroni chooses the healthiest replica when no candidate is named; while nodes leave, one of those that stay is named.
    // The service of this node is removed from Consul, which then has no leader until its next check, so no PgBouncer changes
    // anything. Consul always reads the service's file again.
    private static string MoveScript => Received + EmbeddedScript.Of(typeof(Switchover), "switchover.sh");

    private const string Functions = """
        PATH=$PATH:/opt/gitlab/embedded/bin
        console() { timeout 5 psql -h 127.0.0.1 -p 6432 -U pgbouncer -d pgbouncer -XAqt -c "$1"; }
        leads() { [ "$(timeout 2 psql -h "$1" -p 5432 -U pgbouncer -d gitlabhq_production -XAqt -c 'select pg_is_in_recovery()')" = f ]; }

        """;

    // PAUSE without a database, since pgb-notify ends a PAUSE of the database before PgBouncer has read the new host. A PAUSE that
    // a killed run left behind makes another one fail at once; only a transaction makes it wait.
    private static string HoldScript => Functions + EmbeddedScript.Of(typeof(Switchover), "pgbouncer-hold.sh");

    // Runs on without the session that started it. Clients wait for half a minute at most, even when no new leader is found.
    private const string ReleaseScript = Functions + """
        follow=$1; shift
        timeout 30 sh -c "$follow" gitlab-ha-hold "$@"
        for try in 1 2 3; do console RESUME && break; sleep 1; done
        """;

    private static string FollowScript => Functions + EmbeddedScript.Of(typeof(Switchover), "follow-new-leader.sh");

    internal static HandOver Of(RoleContext context)
    {
        var replicas = string.Join(", ", Others(context).Select(x => $"'{x.Name}'"));
        return new(
            Command.Of("gitlab-ctl", "patroni", "check-leader"),
            Command.Shell("gitlab-ctl patroni switchover", MoveScript, replicas, context.Departing.IsEmpty ? "" : "chosen") with
            {
                Timeout = TimeSpan.FromMinutes(3),
            })
        {
            Primary = "PostgreSQL leader",
            IsHeld = context.Live.PostgresLeader == context.Node.Address,
            Prepare = Command.Shell("gitlab-psql -c CHECKPOINT", PrepareScript, replicas) with { Timeout = TimeSpan.FromMinutes(6) },
            Holds = [.. context.Topology.With(RoleNames.PgBouncer).Select(x => (x, Hold(context)))],
        };
    }

    private static IEnumerable<Node> Others(RoleContext context) => context.Topology.With(RoleNames.Postgres).Where(x => x != context.Node);

    private static Command Hold(RoleContext context) => Command.Shell(
        "PgBouncer: let clients wait",
        HoldScript,
        [ReleaseScript, FollowScript, .. Others(context).Select(x => x.Address)]) with
    {
        Input = SecretText.Of($"{context.Demanded(SecretNames.PgBouncer)}\n"),
        Timeout = TimeSpan.FromSeconds(15),
    };
}
