using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Roles;
using GitLabHa.Roles.Checks;

namespace GitLabHa.Tests.Unit.Roles;

/// <summary>Redis for the cache on nodes of its own, beside the one for everything else.</summary>
public sealed class RedisCacheTests
{
    [Fact]
    public void The_cache_has_its_own_master_name_password_and_Sentinels()
    {
        var cache = Text("redis-cache-2", new LiveState { RedisMaster = "10.0.0.12", RedisCacheMaster = "10.0.0.17" });

        cache.ShouldContain("'redis_replica_role'");
        cache.ShouldContain("redis['master_name'] = 'gitlab-redis-cache'");
        cache.ShouldContain("redis['master_ip'] = '10.0.0.17'");
        cache.ShouldContain("redis['master_password'] = '‹redis_cache_password›'");
        cache.ShouldContain("redis['maxmemory_policy'] = 'allkeys-lru'");
        cache.ShouldContain("gitlab_rails['redis_sentinels'] = [\n  { 'host' => '10.0.0.15', 'port' => 26379 },");
        cache.ShouldNotContain("‹redis_password›");
    }

    [Fact]
    public void The_main_one_keeps_its_name_and_evicts_nothing()
    {
        var main = Text("redis-2", new LiveState { RedisMaster = "10.0.0.12", RedisCacheMaster = "10.0.0.16" });

        main.ShouldContain("redis['master_name'] = 'gitlab-redis'\n");
        main.ShouldContain("'redis_master_role'");
        main.ShouldNotContain("maxmemory");
        main.ShouldNotContain("10.0.0.16");
    }

    [Fact]
    public void Rails_and_Sidekiq_use_both()
    {
        var text = Text("rails-1", LiveState.Fresh);

        text.ShouldContain("redis['master_name'] = 'gitlab-redis'\n");
        text.ShouldContain("gitlab_rails['redis_cache_instance'] = 'redis://:‹redis_cache_password›@gitlab-redis-cache'");
        text.ShouldContain("gitlab_rails['redis_cache_sentinels'] = [\n  { 'host' => '10.0.0.15', 'port' => 26379 },");
        text.ShouldContain("gitlab_rails['redis_sentinels'] = [\n  { 'host' => '10.0.0.11', 'port' => 26379 },");
    }

    [Fact]
    public void Each_is_checked_with_its_own_nodes()
    {
        var checks = RoleCatalog.Known.All.Single(x => x.Name == "redis_cache").Checks(Context("redis-cache-1", LiveState.Fresh)).ToArray();

        checks.OfType<RedisOneMaster>().Single().Probes.Select(x => x.Node.Name)
            .ShouldBe(["redis-cache-1", "redis-cache-2", "redis-cache-3"]);
        checks.OfType<SentinelQuorum>().Single().Probes.Single().Command.Arguments.ShouldContain("gitlab-redis-cache");
    }

    private static string Text(string node, LiveState live) => RoleCatalog.Known.Compose(Context(node, live)).Files[0].Content.Masked;

    private static RoleContext Context(string node, LiveState live)
    {
        var environment = Sample.Environment();
        var topology = new Topology(
            environment with { Groups = [.. environment.Groups, Sample.Group("redis-cache", 14, 3, RoleNames.RedisCache)] });
        return new RoleContext
        {
            Node = topology.Nodes.Single(x => x.Name == node),
            Topology = topology,
            Secrets = new Sample.Canaries(),
            Live = live
        };
    }
}
