using System.Globalization;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;
using GitLabHa.Core.Secrets;

namespace GitLabHa.Core.Drilling;

/// <summary>
/// A real client of the site, as a script on a node: an attempt about every 0.1 s, each told in a line of its file, until it
/// is told to stop or its time is over. In the end it reads back what it wrote and prints all of it.
/// </summary>
public static class ClientScript
{
    // Reading back what was written, and a failover meanwhile.
    private static readonly TimeSpan Ending = TimeSpan.FromMinutes(2);

    /// <summary>The secret of the database user that Rails is.</summary>
    public const string DatabasePassword = "postgres_password";

    // What differs: prepare, attempt (exit code 0: acknowledged; else its words say why), kept (one number a line), clean.
    private const string Loop = """
        prepare || exit 1
        number=0
        while [ ! -e "$folder/stop" ] && [ "$(date +%s)" -lt "$end" ]; do
          number=$((number + 1)) began=$(date +%s%3N)
          if why=$(attempt $number 2>&1); then word=ok why=; else word=failed why=$(printf %s "$why" | tr -s '\n' ' ' | cut -c 1-200); fi
          now=$(date +%s%3N)
          echo "$now $number $((now - began)) $word $why" >>"$folder/samples"
          sleep 0.1
        done
        cat "$folder/samples"
        for try in 1 2 3 4 5 6 7 8 9 10; do
          if kept=$(kept 2>/dev/null); then
            for number in $kept; do echo "kept $number"; done
            echo kept all
            clean >/dev/null 2>&1
            break
          fi
          sleep 2
        done
        """;

    private const string Head = """
        IFS= read -r password
        PATH=/opt/gitlab/embedded/bin:$PATH
        folder=$1 end=$(($(date +%s) + $2)) patience=$3; shift 3
        # It cleans up after itself also when nobody listens to it any more.
        trap '' HUP PIPE
        trap 'exit 143' INT TERM
        mkdir -m 700 "$folder" || exit 1
        trap 'rm -rf "$folder"' EXIT

        """;

    // One connection per write is more than Rails does, and nothing of an earlier one can hide that it broke.
    // Debian's own psql is a Perl program that looks for the real one.
    private const string DatabaseScript = Head + """
        [ -x /opt/gitlab/embedded/bin/psql ] || for real in /usr/lib/postgresql/*/bin; do PATH=$real:$PATH; done
        export PGPASSWORD="$password" PGCONNECT_TIMEOUT=$patience
        host=$1 port=$2
        limit=20
        sql() { timeout $limit psql -h "$host" -p "$port" -U gitlab -d gitlabhq_production -XqAt -v ON_ERROR_STOP=1 -c "$1" </dev/null; }
        prepare() {
          sql 'drop schema if exists gitlab_ha_drill cascade; create schema gitlab_ha_drill; create table gitlab_ha_drill.writes (number int primary key)' || return 1
          waits=$(sql 'show synchronous_standby_names') || return 1
          if [ -n "$waits" ]; then echo "mode synchronous, with $waits"; else echo 'mode asynchronous'; fi
          limit=$patience
        }
        attempt() { sql "insert into gitlab_ha_drill.writes values ($1)"; }
        kept() { sql 'select number from gitlab_ha_drill.writes'; }
        clean() { sql 'drop schema gitlab_ha_drill cascade'; }

        """ + Loop;

    // As Rails' client does it: the Sentinel that answered last is asked first, before each write.
    private const string RedisScript = Head + """
        name=$1; shift
        key=gitlab-ha-drill sentinels=$* port=26379
        master() {
          for sentinel in $(cat "$folder/last" 2>/dev/null) $sentinels; do
            found=$(timeout 1 redis-cli -h "$sentinel" -p "$port" sentinel get-master-addr-by-name "$name" 2>/dev/null | head -n 1)
            case $found in *.*) echo "$sentinel" >"$folder/last"; echo "$found"; return ;; esac
          done
          echo 'no Sentinel names a master' >&2; return 1
        }
        redis() { address=$(master) && REDISCLI_AUTH=$password timeout "$patience" redis-cli -h "$address" "$@" 2>&1; }
        prepare() { redis del $key >/dev/null && echo mode asynchronous; }
        attempt() { answer=$(redis sadd $key "$1"); [ "$answer" = 1 ] || { echo "$answer"; return 1; }; }
        kept() { answer=$(redis smembers $key) && case $answer in *[A-Z]*) return 1 ;; *) echo "$answer" ;; esac; }
        clean() { redis del $key; }

        """ + Loop;

    private const string WebScript = Head + """
        url=$1
        prepare() { :; }
        header() { [ -z "$password" ] || printf 'header = "PRIVATE-TOKEN: %s"\n' "$password"; }
        attempt() { code=$(header | curl -q --config - -sS -o /dev/null -m "$patience" -w '%{http_code}' "$url"); [ "$code" = 200 ] || { echo "HTTP $code"; return 1; }; }
        kept() { :; }
        clean() { :; }

        """ + Loop;

    /// <summary>Inserts rows; it ends after the time given, whatever happens to the run that started it.</summary>
    public static Command Database(string folder, ClientTimes times, Topology topology, ISecretSource secrets) =>
        Shell("write to the database", DatabaseScript, folder, times, topology.Database!.Host, Text(topology.Database.Port)) with
        {
            Input = SecretText.Of($"{secrets.Get(DatabasePassword)}\n"),
        };

    /// <summary>Adds members to a set of the master that the Sentinels of a cluster name.</summary>
    public static Command Redis(RedisCluster cluster, string folder, ClientTimes times, Topology topology, ISecretSource secrets) =>
        Shell("write to Redis", RedisScript, folder, times, [cluster.MasterName, .. topology.SentinelsOf(cluster).Select(x => x.Host)]) with
        {
            Input = SecretText.Of($"{secrets.Get(cluster.PasswordSecret)}\n"),
        };

    /// <summary>
    /// The client that asks Rails for a path through the load balancer, as the user that a personal access token is of, if any.
    /// </summary>
    public static Command Get(string folder, ClientTimes times, Topology topology, string path, Secret? token) =>
        Shell("ask Rails",
            WebScript,
            folder, times, $"http://{topology.InternalApi}{path}") with { Input = token is null ? null : SecretText.Of($"{token}\n") };

    /// <summary>Tells the client to stop.</summary>
    public static Command Stop(string folder) => Command.Shell("stop the client", "[ ! -d \"$1\" ] || : >\"$1/stop\"", folder);

    /// <summary>The node's clock, and the client's last lines.</summary>
    public static Command Look(string folder) => Ask.Of("look at the client", "date +%s%3N; tail -n 30 \"$1/samples\" 2>/dev/null", folder);

    private static Command Shell(string display, string script, string folder, ClientTimes times, params ReadOnlySpan<string> arguments) =>
        Command.Shell(
            display, script,
            [folder, Text((int)times.Longest.TotalSeconds), Text((int)times.Patience.TotalSeconds),
            .. arguments]) with { Timeout = times.Longest + Ending };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
