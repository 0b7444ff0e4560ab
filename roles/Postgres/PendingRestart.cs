using GitLabHa.Core.Commands;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;

namespace GitLabHa.Roles;

/// <summary>
/// A reconfigure only reloads PostgreSQL; some settings need a restart, which the rollout does on one node at a time.
/// Patroni detects such a setting in its next loop, so its answer counts only when that loop ran after the reconfigure. A
/// lowered setting stays pending after that, until the leader is restarted in place; this causes no interruption here, and
/// Verify reports it. A Patroni that does not answer, closes the connection, or cannot query its PostgreSQL, is asked again,
/// since no answer would count as a pending restart. Verify reports a PostgreSQL that still does not answer; it is not restarted.
/// Source: https://docs.gitlab.com/administration/postgresql/replication_and_failover/
/// </summary>
internal static class PendingRestart
{
    private static string Functions => EmbeddedScript.Of(typeof(PendingRestart), "pending-restart.sh") + "\n";

    internal static Ensure Ensure(Node node) => new()
    {
        Title = "PostgreSQL runs with its settings",
        // What has just been started has taken them all.
        NotOnFirstRun = true,
        Probe = Command.Shell("Patroni: pending restart?", Functions + "looked \"$1\" && ! pending \"$1\"", node.Address),
        Apply = Command.Shell(
            "gitlab-ctl patroni restart, when a setting waits for it",
            Functions + """
                for i in $(seq 80); do looked "$1" && break; sleep 0.5; done
                pending "$1" || exit 0
                gitlab-ctl patroni restart
                """,
            node.Address) with
        { Timeout = TimeSpan.FromMinutes(5) },
    };
}
