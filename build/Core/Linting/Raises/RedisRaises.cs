using System.Text.RegularExpressions;

namespace GitLabHa.Core.Linting.Raises;

/// <summary>Redis, Sentinel and the Redis instances of Rails.</summary>
internal static partial class RedisRaises
{
    private const string FromHostname = "redis.announce_ip_from_hostname";
    private const string NeedsPair = "clients must present a certificate: write";

    private static readonly string[] Instances =
    [
        "cache", "queues", "shared_state", "trace_chunks", "rate_limiting", "sessions", "repository_cache",
        "cluster_rate_limiting", "workhorse",
    ];

    public static readonly RaiseRule[] All =
    [
        RaiseRule.When(
            "redis_replica_role.enable",
            x => x.HasRole("redis_master_role") && x.HasRole("redis_replica_role"),
            "a node is either redis_master_role or redis_replica_role"),
        RaiseRule.When(
            "redis.master_ip",
            x => NeedsMaster(x) && !x.Is("redis.master_ip"),
            "a replica and Sentinel need the address of the master"),
        RaiseRule.When(
            "redis.master_password",
            x => NeedsMaster(x) && !HasPassword(x),
            "a replica and Sentinel need the password of the master"),
        RaiseRule.When(
            FromHostname,
            x => (x.ConfiguresRails || x.Enabled("redis_exporter")) && x.Is("redis.announce_ip") && x.Is(FromHostname),
            "it and redis['announce_ip'] exclude each other: leave one of them out") with { Until = (17, 1) },
        // Reconfigure asks the running daemon for its version, and needs a way to connect.
        RaiseRule.When(
            "redis.tls_auth_clients",
            x => x.Enabled("redis") && x.Integer("redis.tls_port") > 0 && LacksPair(x, "redis"),
            $"{NeedsPair} redis['tls_cert_file'] and redis['tls_key_file'], or require none ('optional')"),
        RaiseRule.When(
            "sentinel.tls_auth_clients",
            x => x.Enabled("sentinel") && x.Integer("sentinel.tls_port") > 0 && LacksPair(x, "sentinel"),
            $"{NeedsPair} sentinel['tls_cert_file'] and sentinel['tls_key_file'], or require none ('optional')"),
        RaiseRule.When(
            "sentinel.port",
            x => x.Enabled("sentinel") && Port(x, "sentinel") == 0 && x.Integer("sentinel.tls_port") == 0,
            "Sentinel listens on no port: write sentinel['port'] or sentinel['tls_port']"),
        RaiseRule.When(
            "sentinel.myid",
            x => x.Enabled("sentinel") && x.Is("sentinel.myid") && !MyId().IsMatch(x.Text("sentinel.myid") ?? ""),
            "expected 40 lower-case hex digits, as `openssl rand -hex 20` writes them; without it each node generates a different one"),
        .. Instances.Select(Cluster),
        Instance("workhorse") with { Since = (16, 7) },
        Instance("shared_state") with { Since = (18, 9) },
    ];

    private static RaiseRule Cluster(string instance)
    {
        var key = $"gitlab_rails.redis_{instance}_cluster_nodes";
        var allowed = instance is "cache" or "rate_limiting" or "cluster_rate_limiting";
        return RaiseRule.When(
            key,
            x => x.ConfiguresRails && x.IsFilled(key) && (!allowed || x.IsFilled($"gitlab_rails.redis_{instance}_sentinels")),
            allowed
                ? $"it and redis_{instance}_sentinels exclude each other: leave one of them out"
                : "Redis Cluster is for cache, rate_limiting and cluster_rate_limiting only");
    }

    // Workhorse's settings are read from it: https://docs.gitlab.com/administration/redis/replication_and_failover/
    private static RaiseRule Instance(string instance)
    {
        var key = $"gitlab_rails.redis_{instance}_instance";
        return RaiseRule.When(
            key,
            x => !x.Is("gitlab_workhorse.redis_host") && !x.Is("gitlab_workhorse.redis_socket") && IsBroken(x.Text(key)),
            "expected an address such as redis://:PASSWORD@redis.example.com:6379; percent-encode special characters of the password");
    }

    private static bool IsBroken(string? text) =>
        text is not null && Redis().IsMatch(text) && UrlRaises.Scheme(text) is null;

    private static bool NeedsMaster(NodeSettings x) =>
        x.Enabled("sentinel") || x.HasRole("redis_replica_role") || !x.Is("redis.master", otherwise: true);

    // Where Redis itself runs, its own password applies.
    private static bool HasPassword(NodeSettings x) => x.Is("redis.master_password") || (x.Enabled("redis") && x.Is("redis.password"));

    private static bool LacksPair(NodeSettings x, string section) =>
        Port(x, section) == 0 && x.Text($"{section}.tls_auth_clients") == "yes"
        && !(x.IsFilled($"{section}.tls_cert_file") && x.IsFilled($"{section}.tls_key_file"));

    private static long Port(NodeSettings x, string section) => x.Integer($"{section}.port", section == "sentinel" ? 26379 : 0);

    [GeneratedRegex(@"\A[0-9a-f]{40}\z", RegexOptions.CultureInvariant)]
    private static partial Regex MyId();

    // An address without a host, as redis:///1, is one.
    [GeneratedRegex(@"\Arediss?://(?!/)", RegexOptions.CultureInvariant)]
    private static partial Regex Redis();
}
