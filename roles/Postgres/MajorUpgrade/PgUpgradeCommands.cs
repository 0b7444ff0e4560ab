using System.Globalization;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Upgrading;
using GitLabHa.Core.Upgrading.Postgres;

namespace GitLabHa.Roles.MajorUpgrade;

/// <summary>
/// The commands of a major upgrade. gitlab-ctl exits with 0 where it found nothing to do, too, and with an error when its own
/// two minutes for the new PostgreSQL were not enough, so what is on the node afterwards is asked instead.
/// Source: https://gitlab.com/gitlab-org/omnibus-gitlab/-/blob/master/files/gitlab-ctl-commands/pg-upgrade.rb
/// </summary>
public static class PgUpgradeCommands
{
    private static readonly TimeSpan Minutes = TimeSpan.FromMinutes(10);

    /// <summary>
    /// An interrupted upgrade is worse than a slow one: it goes on after the end of the connection and of the run that started it.
    /// </summary>
    private const string Detached = """
        log=/var/log/gitlab/pg-upgrade.log
        if flock -n "$lock" true; then
          mkdir -p /var/log/gitlab
          setsid flock -n -o "$lock" sh -c '"$@" >"$0" 2>&1; echo "exit code $?" >>"$0"' "$log" "$@" </dev/null >/dev/null 2>&1 &
          wait $!
        fi
        flock "$lock" true
        tail -n 14 "$log"
        """;

    /// <summary>Upgrades the data of a leader, or of a PostgreSQL without Patroni.</summary>
    public static Command Leader(DatabaseNode node, int major, bool patroni, TimeSpan limit) => Upgrade(
        node, major, patroni ? "--leader" : null, limit,
        """[ "$(cat "$data/PG_VERSION" 2>/dev/null)" = "$major" ] || { echo "the data are not of PostgreSQL $major"; exit 1; }""");

    /// <summary>Lets a replica that Patroni was stopped on give up its data and take those of the upgraded leader.</summary>
    public static Command Replica(DatabaseNode node, int major, TimeSpan limit) => Upgrade(
        node, major, "--replica", limit,
        """/opt/gitlab/embedded/bin/pg_ctl --version | grep -q "(PostgreSQL) $major\." || { echo "the programs are not of PostgreSQL $major"; exit 1; }""");

    /// <summary>Waits for one that is under way.</summary>
    public static Command Await(TimeSpan limit) =>
        Command.Shell("wait for gitlab-ctl pg-upgrade", "exec flock \"$1\" true", DatabaseNode.Lock) with { Timeout = limit };

    /// <summary>
    /// At its end gitlab-ctl sets a replica's data aside a second time, although they are the new ones by then, and from under
    /// the running server; Patroni would copy them all once more. They are put back.
    /// </summary>
    public static Command PutBack(DatabaseNode node, int major) => Command.Shell(
        "put the copied data back, which gitlab-ctl sets aside once more",
        """
        major=$1 data=$(readlink -f "$2")
        for stray in "$data".*/data; do
          [ "$(cat "$stray/PG_VERSION" 2>/dev/null)" = "$major" ] || continue
          owner=$(stat -c %U "$stray")
          gitlab-ctl stop patroni
          while pkill -u "$owner" -x pg_basebackup; do sleep 0.5; done
          pid=$(head -n 1 "$stray/postmaster.pid" 2>/dev/null)
          [ -z "$pid" ] || kill -INT "$pid"
          while [ -n "$pid" ] && kill -0 "$pid" 2>/dev/null; do sleep 0.5; done
          rm -rf "$data" && mv "$stray" "$data" || exit 1
        done
        gitlab-ctl start patroni
        """,
        Text(major), node.Directory) with
    { Timeout = Minutes };

    /// <summary>
    /// After an upgrade that broke off: the new data are not whole and the old ones are, since they are copied and never
    /// linked. A reconfigure links the programs of the data that are there.
    /// </summary>
    public static Command Restore(DatabaseNode node, int major, Command reconfigure) => reconfigure with
    {
        Script = "rm -rf \"$(readlink -f \"$2\").$3\"\n" + reconfigure.Script,
        Arguments = [.. reconfigure.Arguments, node.Directory, Text(major)],
        Display = $"rm -rf {node.Directory}.{major}; {reconfigure.Display}",
    };

    /// <summary>For a replica whose programs are new already: gives up what data there are, and lets Patroni copy the leader's.</summary>
    public static Command TakeAnew(DatabaseNode node, int major, Command reconfigure) => reconfigure with
    {
        Script = """
            data=$(readlink -f "$2")
            old=$(cat "$data/PG_VERSION" 2>/dev/null)
            if [ -n "$old" ] && [ "$old" != "$3" ]; then
              gitlab-ctl stop patroni
              mv "$data" "$data.$old" && install -d -m 0700 -o "$(stat -c %U "$data.$old")" -g "$(stat -c %G "$data.$old")" "$data" || exit 1
            fi

            """ + reconfigure.Script,
        Arguments = [.. reconfigure.Arguments, node.Directory, Text(major)],
        Display = $"mv {node.Directory} aside unless of {major}; {reconfigure.Display}",
    };

    /// <summary>
    /// An upgrade leaves no statistics behind, and without them every query is planned blindly; gitlab-ctl makes them, but not
    /// those of partitioned tables, and none when it was cut short. Only what lacks them is analysed.
    /// </summary>
    public static Command Analyze(TimeSpan limit) => Command.Shell(
        "gitlab-psql: SET statement_timeout = 0; ANALYZE every table without statistics",
        """
        databases=$(gitlab-psql -d template1 -tAXc 'SELECT datname FROM pg_database WHERE datallowconn AND NOT datistemplate') || exit 1
        for name in $databases; do
          gitlab-psql -d "$name" -qtAX -v ON_ERROR_STOP=1 -f - <<'END' || exit 1
        SET statement_timeout = 0;
        SELECT format('ANALYZE %I.%I', schemaname, relname) FROM pg_stat_user_tables WHERE last_analyze IS NULL AND last_autoanalyze IS NULL \gexec
        END
        done
        """) with
    { Timeout = limit };

    private static Command Upgrade(DatabaseNode node, int major, string? role, TimeSpan limit, string judgement)
    {
        var hours = $"--timeout={Math.Ceiling(limit.TotalHours).ToString("0", CultureInfo.InvariantCulture)}h";
        string[] command = [
            "gitlab-ctl", "pg-upgrade", "-V", Text(major), "--no-wait", hours, .. role is null ? Array.Empty<string>() : [role]];
        return Command.Shell(
            string.Join(' ', command),
            $"lock=$1 major=$2 data=$(readlink -f \"$3\")\nshift 3\n{Detached}\n{judgement}",
            [DatabaseNode.Lock, Text(major), node.Directory, .. command]) with
        { Timeout = limit };
    }

    private static string Text(int major) => major.ToString(CultureInfo.InvariantCulture);
}
