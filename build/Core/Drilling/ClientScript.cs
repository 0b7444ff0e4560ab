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
    private static string Loop => EmbeddedScript.Of(typeof(ClientScript), "client-loop.sh");

    private static string Head => EmbeddedScript.Of(typeof(ClientScript), "client-head.sh") + "\n";

    // One connection per write is more than Rails does, and nothing of an earlier one can hide that it broke.
    // Debian's own psql is a Perl program that looks for the real one.
    private static string DatabaseScript => Head + EmbeddedScript.Of(typeof(ClientScript), "client-database.sh") + "\n" + Loop;

    // As Rails' client does it: the Sentinel that answered last is asked first, before each write.
    private static string RedisScript => Head + EmbeddedScript.Of(typeof(ClientScript), "client-redis.sh") + "\n" + Loop;

    private static string WebScript => Head + EmbeddedScript.Of(typeof(ClientScript), "client-web.sh") + "\n" + Loop;

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
            folder, times, $"http://{topology.InternalApi}{path}") with
        { Input = token is null ? null : SecretText.Of($"{token}\n") };

    /// <summary>Tells the client to stop.</summary>
    public static Command Stop(string folder) => Command.Shell("stop the client", "[ ! -d \"$1\" ] || : >\"$1/stop\"", folder);

    /// <summary>The node's clock, and the client's last lines.</summary>
    public static Command Look(string folder) => Ask.Of("look at the client", "date +%s%3N; tail -n 30 \"$1/samples\" 2>/dev/null", folder);

    private static Command Shell(string display, string script, string folder, ClientTimes times, params ReadOnlySpan<string> arguments) =>
        Command.Shell(
            display, script,
            [folder, Text((int)times.Longest.TotalSeconds), Text((int)times.Patience.TotalSeconds),
            .. arguments]) with
        { Timeout = times.Longest + Ending };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
