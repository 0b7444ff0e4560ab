using GitLabHa.Core.Commands;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Planning;
using GitLabHa.Core.Secrets;

namespace GitLabHa.Roles;

/// <summary>
/// How the PostgreSQL leader gives its part away without a failed query: PgBouncer holds what comes until the next one leads.
/// Without that, PgBouncer follows only when Consul's check, every 10 s, has found the new leader; and as long as the check
/// still takes the old one for a leader, too, the watch sees a split brain and drops every client.
/// Sources: https://www.pgbouncer.org/usage.html and
/// https://gitlab.com/gitlab-org/omnibus-gitlab/-/blob/master/files/gitlab-cookbooks/consul/libraries/failover_helper.rb
/// </summary>
internal static class Switchover
{
    // What a shutdown has to write is written before anybody waits for it.
    private static readonly Command Checkpoint = Command.Of("gitlab-psql", "-c", "CHECKPOINT") with { Timeout = TimeSpan.FromMinutes(5) };

    // Patroni chooses the healthiest replica when no candidate is named. Consul forgets that this node led, and knows of no
    // leader until its next check: no PgBouncer changes anything then. It reads the service's file again whatever happens.
    private static readonly Command Move = Command.Shell(
        "gitlab-ctl patroni switchover",
        """
        consul() { timeout 10 /opt/gitlab/embedded/bin/consul "$@" >/dev/null; }
        trap '' HUP PIPE
        trap 'consul reload' EXIT
        trap 'exit 143' INT TERM
        consul services deregister -id=postgresql
        gitlab-ctl patroni switchover
        """) with
    { Timeout = TimeSpan.FromMinutes(3) };

    private const string Functions = """
        PATH=$PATH:/opt/gitlab/embedded/bin
        console() { timeout 5 psql -h 127.0.0.1 -p 6432 -U pgbouncer -d pgbouncer -XAqt -c "$1"; }
        leads() { [ "$(timeout 2 psql -h "$1" -p 5432 -U pgbouncer -d gitlabhq_production -XAqt -c 'select pg_is_in_recovery()')" = f ]; }

        """;

    // A PAUSE of all, since pgb-notify ends one that names the database before PgBouncer has read the new host. One that a
    // killed run left behind refuses another one at once; only a transaction makes it wait.
    private const string HoldScript = Functions + """
        IFS= read -r PGPASSWORD
        export PGPASSWORD
        release=$1; shift
        pause() { console PAUSE || { [ $? -ne 124 ] && console RESUME && console PAUSE; }; }
        if ! pause; then
          console RESUME
          echo 'not paused within 5 s (a long transaction?): nobody is made to wait' >&2
          exit 1
        fi
        setsid sh -c "$release" gitlab-ha-hold "$@" </dev/null >/dev/null 2>&1 &
        """;

    // Whoever asked may be gone meanwhile, and whatever becomes of the following: nobody waits for longer than half a minute.
    private const string ReleaseScript = Functions + """
        follow=$1; shift
        timeout 30 sh -c "$follow" gitlab-ha-hold "$@"
        for try in 1 2 3; do console RESUME && break; sleep 1; done
        """;

    private const string FollowScript = Functions + """
        while :; do
          for node; do
            leads "$node" || continue
            gitlab-ctl pgb-notify --pg-database gitlabhq_production --newhost "$node" --user pgbouncer --hostuser gitlab-consul
            exit
          done
          sleep 0.1
        done
        """;

    internal static HandOver Of(RoleContext context) => new(Command.Of("gitlab-ctl", "patroni", "check-leader"), Move)
    {
        Prepare = Checkpoint,
        Holds = [.. context.Topology.With(RoleNames.PgBouncer).Select(x => (x, Hold(context)))],
    };

    private static Command Hold(RoleContext context) => Command.Shell(
        "PgBouncer: let clients wait",
        HoldScript,
        [ReleaseScript, FollowScript, .. context.Topology.With(RoleNames.Postgres).Where(x => x != context.Node).Select(x => x.Address)]) with
    {
        Input = SecretText.Of($"{context.Secrets.Get(SecretNames.PgBouncer)}\n"),
        Timeout = TimeSpan.FromSeconds(15),
    };
}
