using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Rendering;
using GitLabHa.Core.Secrets;

namespace GitLabHa.Roles;

/// <summary>The settings that Rails and Sidekiq nodes share: the addresses of database, Redis, Git storage and object storage.</summary>
internal static class ApplicationSettings
{
    internal static void Configure(GitlabRb rb, RoleContext context)
    {
        Database(rb, context);
        Redis(rb, context);
        Storages(rb, context);
        ObjectStorage.Configure(rb, context);
        rb.Set("gitlab_rails", "monitoring_whitelist", RubyValue.List(Monitors(context).Distinct()));
    }

    // Rails answers 404 to all other addresses: https://docs.gitlab.com/administration/monitoring/ip_allowlist/
    private static IEnumerable<string> Monitors(RoleContext context) =>
    [
        "127.0.0.0/8", "::1/128",
        .. context.Topology.Cidrs(RoleNames.LoadBalancer, RoleNames.Monitoring),
        // Its own address is what Rails sees through a load balancer that keeps client addresses.
        .. context.Topology.AsksThroughBalancer is { } node ? [$"{node.Address}/32"] : Array.Empty<string>(),
        .. context.Environment.LoadBalancer.ProbeCidrs,
    ];

    private static void Database(GitlabRb rb, RoleContext context)
    {
        if (context.Topology.Database is not { } endpoint) return;
        // Migrations take advisory locks, which a transaction pool loses: they go straight to the leader.
        // Source: https://docs.gitlab.com/administration/postgresql/pgbouncer/#procedure-for-bypassing-pgbouncer
        if (context.Migrating)
            endpoint = new Endpoint(context.Live.PostgresLeader ?? context.Topology.With(RoleNames.Postgres)[0].Address, Ports.Postgres);
        rb.Set(
            "gitlab_rails",
            ("db_host", endpoint.Host),
            ("db_port", endpoint.Port),
            ("db_password", context.Sent(SecretNames.Postgres)));
        rb.Assume(
            "gitlab_rails",
            ("enable", true),
            ("db_database", "gitlabhq_production"),
            ("db_username", "gitlab"),
            ("databases",
                RubyValue.Map(
                ("main", RubyValue.Map(("db_host", endpoint.Host), ("db_port", endpoint.Port), ("db_database", "gitlabhq_production"))))));
        if (context.Topology.ReadsFromReplicas && !context.Migrating)
            rb.Set("gitlab_rails", "db_load_balancing", RubyValue.Map(("discover", Discovery())));
    }

    // Consul leaves out a node whose Patroni is not healthy; a static list would keep a dead one:
    // https://gitlab.com/gitlab-org/gitlab/-/issues/451186
    // Source: https://docs.gitlab.com/administration/postgresql/database_load_balancing/#service-discovery
    private static RubyMap Discovery() => RubyValue.Map(
        ("nameserver", "127.0.0.1"),
        ("record", "postgresql-ha.service.consul"),
        ("record_type", "A"),
        ("port", Ports.ConsulDns),
        ("interval", 10),
        ("disconnect_timeout", 120),
        // Over UDP Consul answers with no more than three addresses.
        ("use_tcp", true));

    private static void Redis(GitlabRb rb, RoleContext context)
    {
        if (!context.Topology.Has(RoleNames.Redis)) return;
        var (main, cache) = (RedisCluster.Main, RedisCluster.Cache);
        rb.Set("redis", ("master_name", main.MasterName), ("master_password", context.Sent(main.PasswordSecret)));
        rb.Set("gitlab_rails", "redis_sentinels", RedisRole.SentinelList(context, main));
        if (!context.Topology.Has(cache.Role)) return;
        // Repository cache and rate limiting follow the cache, everything else the main one.
        // Source: https://docs.gitlab.com/administration/redis/replication_and_failover/#running-multiple-redis-clusters
        rb.Set(
            "gitlab_rails",
            ("redis_cache_instance", SecretText.Of($"redis://:{context.Sent(cache.PasswordSecret)}@{cache.MasterName}")),
            ("redis_cache_sentinels", RedisRole.SentinelList(context, cache)));
    }

    private static void Storages(GitlabRb rb, RoleContext context)
    {
        var storages = RubyMap.Empty.With([.. context.Topology.GitStorages.Select(x => (x.Name, (RubyValue)RubyValue.Map(
            ("gitaly_address", $"tcp://{x.Endpoint}"),
            ("gitaly_token", context.Sent(SecretNames.PraefectExternal)))))]);
        if (storages.Count == 0) return;
        // Before 17.8 repositories_storages is overwritten from git_data_dirs; from 18.0 git_data_dirs aborts the reconfigure.
        if (context.Version.AtLeast(17, 8)) rb.Set("gitlab_rails", "repositories_storages", storages);
        else rb.Call("git_data_dirs", storages);
    }
}
