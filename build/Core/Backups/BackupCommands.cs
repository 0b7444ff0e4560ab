using System.Globalization;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;

namespace GitLabHa.Core.Backups;

/// <summary>What is run on nodes to make and to restore a backup.</summary>
public static class BackupCommands
{
    /// <summary>A script that prints the storages of a Gitaly node.</summary>
    public const string StoragePaths = "sed -n 's/^ *path *= *\"\\(\\/.*\\)\"$/\\1/p' /var/opt/gitlab/gitaly/config.toml | sort -u";

    private const string Folder = "/var/opt/gitlab/backups";

    // A hundred gigabytes of Git take two hours; whoever has more has repositories that Gitaly backs up itself.
    private static readonly TimeSpan Long = TimeSpan.FromHours(24);

    /// <summary>
    /// Dumps the database and the repositories into one archive on the node. pg_dump through PgBouncer clears the search_path of
    /// connections that Rails uses next, so it goes to the leader.
    /// Source: https://docs.gitlab.com/administration/backup_restore/backup_gitlab/#back-up-and-restore-for-installations-using-pgbouncer
    /// </summary>
    public static Command Create(string id, string leader, bool serverSide) => GitLabBackup(
        "create", leader, [$"BACKUP={id}", .. serverSide ? ["REPOSITORIES_SERVER_SIDE=true"] : Array.Empty<string>()]);

    /// <summary>Restores the archive that is on the node.</summary>
    public static Command Restore(string id, string leader, bool serverSide) => GitLabBackup(
        "restore", leader, [$"BACKUP={id}", .. serverSide ? ["REPOSITORIES_SERVER_SIDE=true"] : Array.Empty<string>()]);

    /// <summary>Prints the archive.</summary>
    public static Command Read(string id) => Command.Of("cat", Archive(id)) with { Timeout = Long };

    /// <summary>
    /// Takes the archive from standard input; gitlab-backup runs as git and must be able to read it. A stream that broke ends
    /// like one that is complete, so the hash decides.
    /// </summary>
    public static Command Place(string id, string sha256) => Command.Shell(
        $"write {Archive(id)}",
        """
        umask 077
        trap 'rm -f "$1.part"' EXIT
        rm -f "$1" && cat >"$1.part" || exit 1
        echo "$2  $1.part" | sha256sum --check --status || { echo "the archive did not arrive complete" >&2; exit 1; }
        chown git:git "$1.part" && mv "$1.part" "$1"
        """,
        Archive(id),
        sha256) with
    { Timeout = Long };

    /// <summary>Removes the archive.</summary>
    public static Command Remove(string id) => Command.Of("rm", "-f", Archive(id), Archive(id) + ".part");

    /// <summary>Prints a tar of /etc/gitlab. Source: https://docs.gitlab.com/omnibus/settings/backups/</summary>
    public static Command Configuration { get; } = Command.Shell(
        "gitlab-ctl backup-etc",
        EmbeddedScript.Of(typeof(BackupCommands), "print-etc-backup.sh")) with
    { Timeout = TimeSpan.FromMinutes(10) };

    /// <summary>Prints gitlab-secrets.json.</summary>
    public static Command Secrets { get; } = Command.Of("cat", "/etc/gitlab/gitlab-secrets.json");

    /// <summary>Prints a tar of the SSH host keys.</summary>
    public static Command HostKeys { get; } = Command.Shell(
        "tar /etc/ssh/ssh_host_*", "cd /etc/ssh && exec tar -cf - ssh_host_*_key ssh_host_*_key.pub");

    /// <summary>Unpacks host keys from standard input and makes sshd take them up; says whether they are other ones.</summary>
    public static Command PlaceHostKeys { get; } = Command.Shell(
        "write /etc/ssh/ssh_host_*",
        EmbeddedScript.Of(typeof(BackupCommands), "place-host-keys.sh")
            + $"\n[ -z \"$changed\" ] || {{ {Sshd.ReloadLine} && echo changed; }}");

    /// <summary>Stops what works on the database and the repositories.</summary>
    public static Command StopApplication { get; } = Command.Shell(
        "gitlab-ctl stop puma; gitlab-ctl stop sidekiq",
        """
        for service in puma sidekiq; do
          [ ! -e /opt/gitlab/service/$service ] || gitlab-ctl stop $service || exit 1
        done
        """) with
    { Timeout = TimeSpan.FromMinutes(5) };

    /// <summary>Starts everything.</summary>
    public static Command Start { get; } = Command.Of("gitlab-ctl", "start") with { Timeout = TimeSpan.FromMinutes(5) };

    /// <summary>Stops Praefect.</summary>
    public static Command StopPraefect { get; } = Command.Of("gitlab-ctl", "stop", "praefect") with { Timeout = TimeSpan.FromMinutes(2) };

    /// <summary>
    /// Makes Praefect's tracking database anew: what it knew of repositories would keep the restored ones read-only.
    /// Source: https://gitlab.com/gitlab-org/gitaly/-/issues/3546
    /// </summary>
    public static Command EmptyPraefectDatabase { get; } = Command.Shell(
        "gitlab-psql: DROP DATABASE praefect_production; CREATE DATABASE praefect_production WITH OWNER praefect",
        """
        run() { /opt/gitlab/bin/gitlab-psql -d template1 -v ON_ERROR_STOP=1 -qtAX -c "$1"; }
        run "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'praefect_production'" >/dev/null
        run "DROP DATABASE IF EXISTS praefect_production" && run "CREATE DATABASE praefect_production WITH OWNER praefect ENCODING 'UTF8'"
        """);

    /// <summary>Makes the tracking database's tables.</summary>
    public static Command MigratePraefect { get; } = Command.Of(
        "sudo", "-u", "git", "--", "/opt/gitlab/embedded/bin/praefect", "-config", "/var/opt/gitlab/praefect/config.toml",
        "sql-migrate") with
    { Timeout = TimeSpan.FromMinutes(10) };

    /// <summary>
    /// Sets the repositories of a storage aside: the new tracking database counts from 1 again and would meet the old folders.
    /// Nothing is deleted before the restore is known to be good.
    /// </summary>
    public static Command SetRepositoriesAside { get; } = Storages(
        "set the repositories aside",
        EmbeddedScript.Of(typeof(BackupCommands), "set-repositories-aside.sh")) with
    { Timeout = TimeSpan.FromHours(2) };

    /// <summary>Removes what was set aside.</summary>
    public static Command RemoveSetAside { get; } = Storages(
        "remove what was set aside", "rm -rf \"$storage/+gitlab-ha-before-restore\" || exit 1") with
    { Timeout = TimeSpan.FromHours(2) };

    /// <summary>
    /// Whoever restores a dump owns the function by which PgBouncer looks up users, and it works for the superuser alone; the
    /// reconfigure that follows makes it anew.
    /// </summary>
    public static Command DropLookup { get; } = Command.Shell(
        "gitlab-psql: DROP FUNCTION pg_shadow_lookup",
        "exec /opt/gitlab/bin/gitlab-psql -d gitlabhq_production -v ON_ERROR_STOP=1 -qtAX -c 'DROP FUNCTION IF EXISTS "
            + "public.pg_shadow_lookup(text); ANALYZE' </dev/null") with
    { Timeout = TimeSpan.FromHours(2) };

    /// <summary>Reconfigures.</summary>
    public static Command Reconfigure { get; } = Command.Of("gitlab-ctl", "reconfigure") with { Timeout = TimeSpan.FromMinutes(20) };

    /// <summary>Takes away the mark of the last complete run, so that the next one reconfigures.</summary>
    public static Command Unmark { get; } = Command.Shell(
        "take the mark away", "mkdir -p /var/lib/gitlab-ha && echo unfinished >/var/lib/gitlab-ha/applied");

    /// <summary>How many values of the database do not decrypt, and how many runners there are.</summary>
    public static Command Doctor { get; } = Command.Shell(
        "gitlab-rake gitlab:doctor:secrets",
        "gitlab-rake gitlab:doctor:secrets 2>&1; echo \"runners: $(gitlab-rails runner 'puts Ci::Runner.count' 2>/dev/null | tail -n "
            + "1)\"") with
    { Timeout = TimeSpan.FromHours(1) };

    // The paths are in Gitaly's own configuration, as `path = "…"` below [[storage]].
    private static Command Storages(string display, string script) => Command.Shell(
        display,
        $"{StoragePaths} | while read -r storage; do\n[ -d \"$storage\" ] || continue\n{script}\ndone");

    private static Command GitLabBackup(string verb, string leader, string[] arguments) => Command.Shell(
        $"gitlab-backup {verb} {string.Join(' ', arguments)}",
        """
        GITLAB_BACKUP_PGHOST=$1 GITLAB_BACKUP_PGPORT=$2 GITLAB_ASSUME_YES=1
        export GITLAB_BACKUP_PGHOST GITLAB_BACKUP_PGPORT GITLAB_ASSUME_YES
        shift 2
        exec gitlab-backup "$@" 2>&1 </dev/null
        """,
        [leader, Ports.Postgres.ToString(CultureInfo.InvariantCulture), verb, .. arguments]) with
    { Timeout = Long };

    private static string Archive(string id) => $"{Folder}/{id}_gitlab_backup.tar";
}
