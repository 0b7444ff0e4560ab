using GitLabHa.Core.Checks;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;
using GitLabHa.Core.Secrets;

namespace GitLabHa.Roles.Checks;

/// <summary>Questions to Redis and Sentinel, and the refusals they share.</summary>
internal static class RedisAsk
{
    private static readonly (string Words, string Advice)[] Known =
    [
        ("WRONGPASS", "The password differs: redis['password'] and redis['master_password'] must be the environment's."),
        ("NOAUTH", "It wants a password: redis['password'] and redis['master_password'] must be the environment's."),
        ("Could not connect", "It does not run or listens elsewhere: gitlab-ctl status; gitlab-ctl tail redis"),
        ("LOADING", "It loads its data set; wait for it."),
        ("No such master", "This Sentinel does not know the master's name: redis['master_name'] must be the same everywhere."),
        ("NOQUORUM",
            "Too few Sentinels are usable: gitlab-ctl status sentinel on each Redis node; their port 26379 must be open to each other."),
    ];

    /// <summary>INFO replication of a node.</summary>
    public static Command Replication(Node node, Secret password) => WithPassword(
        $"redis-cli -h {node.Address} info replication",
        $"export REDISCLI_AUTH\n{Ask.Embedded}/redis-cli -h \"$1\" -p {Ports.Redis} info replication",
        password,
        node.Address);

    /// <summary>The master that the Sentinel of a node names, and the role that the Redis beside it reports.</summary>
    public static Command SentinelAndRole(Node node, string master, Secret password) => WithPassword(
        $"redis-cli -h {node.Address} -p {Ports.Sentinel} sentinel get-master-addr-by-name {master}",
        EmbeddedScript.Of(typeof(RedisAsk), "sentinel-and-role.sh"),
        password,
        node.Address,
        master);

    /// <summary>The verdict on a refusal that is known, or null.</summary>
    public static Verdict? Refusal(Answer answer)
    {
        var known = Known.FirstOrDefault(x => answer.Output.Contains(x.Words, StringComparison.Ordinal));
        return known.Words is null ? null : Verdict.Unhealthy(Excerpt.Of(answer.Output), known.Advice);
    }

    private static Command WithPassword(string display, string script, Secret password, params ReadOnlySpan<string> arguments) =>
        Ask.Of(display, "IFS= read -r REDISCLI_AUTH\n" + script, arguments) with { Input = SecretText.Of($"{password}\n") };
}
