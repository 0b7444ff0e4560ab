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
    private static string Detached => EmbeddedScript.Of(typeof(PgUpgradeCommands), "pg-upgrade-detached.sh");

    /// <summary>Upgrades the data of a leader, or of a PostgreSQL without Patroni.</summary>
    public static Command Leader(DatabaseNode node, int major, bool patroni, TimeSpan limit) => Upgrade(
        node, major, patroni ? "--leader" : null, limit,
        """[ "$(cat "$data/PG_VERSION" 2>/dev/null)" = "$major" ] || { echo "the data are not of PostgreSQL $major"; exit 1; }""");

    /// <summary>Lets a replica that Patroni was stopped on give up its data and take those of the upgraded leader.</summary>
    public static Command Replica(DatabaseNode node, int major, TimeSpan limit) => Upgrade(
        node, major, "--replica", limit,
        """
        /opt/gitlab/embedded/bin/pg_ctl --version | grep -q "(PostgreSQL) $major\." || {
          echo "the programs are not of PostgreSQL $major"; exit 1
        }
        """);

    /// <summary>Waits for one that is under way.</summary>
    public static Command Await(TimeSpan limit) =>
        Command.Shell("wait for gitlab-ctl pg-upgrade", "exec flock \"$1\" true", DatabaseNode.Lock) with { Timeout = limit };

    /// <summary>
    /// At its end gitlab-ctl sets a replica's data aside a second time, although they are the new ones by then, and from under
    /// the running server; Patroni would copy them all once more. They are put back.
    /// </summary>
    public static Command PutBack(DatabaseNode node, int major) => Command.Shell(
        "put the copied data back, which gitlab-ctl sets aside once more",
        EmbeddedScript.Of(typeof(PgUpgradeCommands), "put-data-back.sh"),
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
        Script = EmbeddedScript.Of(typeof(PgUpgradeCommands), "set-data-aside.sh") + "\n" + reconfigure.Script,
        Arguments = [.. reconfigure.Arguments, node.Directory, Text(major)],
        Display = $"mv {node.Directory} aside unless of {major}; {reconfigure.Display}",
    };

    /// <summary>
    /// An upgrade leaves no statistics behind, and without them every query is planned blindly; gitlab-ctl makes them, but not
    /// those of partitioned tables, and none when it was cut short. Only what lacks them is analysed.
    /// </summary>
    public static Command Analyze(TimeSpan limit) => Command.Shell(
        "gitlab-psql: SET statement_timeout = 0; ANALYZE every table without statistics",
        EmbeddedScript.Of(typeof(PgUpgradeCommands), "analyze-tables.sh")) with
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
