using GitLabHa.Core.Checks;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Rendering;
using GitLabHa.Roles.Checks;
using GitLabHa.Tests.Services.Containers;
using Testcontainers.Redis;

namespace GitLabHa.Tests.Services.Redis;

/// <summary>Three nodes with Redis and Sentinel, configured by the gitlab.rb that the role renders.</summary>
public sealed class RedisSite : IAsyncLifetime
{
    private const string Network = "172.31.225";

    // The settings that an operator would shorten, too; both keep their meaning.
    private static readonly RubyMap Quick = RubyValue.Map(
        ("sentinel", RubyValue.Map(("down_after_milliseconds", 2000), ("failover_timeout", 10_000))));

    internal Site Site { get; } = new(Network, Site.Group(Network, "redis", 3, 11, Quick, RoleNames.Redis));

    private RoleContext First => Site.Context("redis-1");

    internal Check OneMaster => RedisChecks.For(First, RedisCluster.Main).OfType<RedisOneMaster>().Single();

    internal Check Agreement => RedisChecks.For(First, RedisCluster.Main).OfType<SentinelAgreement>().Single();

    internal Check Quorum(Machine machine) =>
        RedisChecks.Gates(Site.Context(machine.Node.Name), RedisCluster.Main).OfType<SentinelQuorum>().Single();

    public async Task InitializeAsync()
    {
        if (Settings.Missing is not null) return;
        var image = await Site.StartAsync();
        await Task.WhenAll(Site.Topology.Nodes.Select(node => Site.AddAsync(node.Name, Container(image, node.Name))));
        await HealthyAsync();
    }

    public async Task DisposeAsync() => await Site.DisposeAsync();

    /// <summary>Waits until every check of every node is healthy: each node follows the master, and a failover is possible.</summary>
    internal async Task HealthyAsync()
    {
        foreach (var check in Site.Topology.Nodes.SelectMany(x => RedisChecks.For(Site.Context(x.Name), RedisCluster.Main)))
            await Site.HealthyAsync(check);
    }

    /// <summary>The node that is named as master by all the Sentinels that answer, once they agree on one that is right.</summary>
    internal async Task<Machine> MasterAsync(Func<string, bool> isRight, params Machine[] away)
    {
        var asked = Site.Machines.Except(away).ToArray();
        var named = await Eventually.AnswersAsync(
            "all Sentinels that are left name one master",
            async () => string.Join(' ', (await Task.WhenAll(asked.Select(NamedAsync))).Distinct()),
            isRight);
        return Site.Machines.Single(x => x.Node.Address == named);
    }

    private static async Task<string> NamedAsync(Machine machine) =>
        (await machine.RunAsync(
            "redis-cli -h \"$1\" -p 26379 sentinel get-master-addr-by-name gitlab-redis | head -n 1", machine.Node.Address)).Trim();

    /// <summary>Asks the Redis of a node, past every network.</summary>
    internal Task<string> RedisAsync(Machine machine, string command) =>
        machine.RunAsync($"REDISCLI_AUTH={Site.Get(RedisCluster.Main.PasswordSecret).Reveal()} redis-cli -h 127.0.0.1 {command}");

    private RedisContainer Container(string image, string node)
    {
        var rendered = Site.Files(node).Single(x => x.Path == DesiredNode.GitlabRbPath).Content.Reveal();
        return Site.Place(new RedisBuilder(image), node).WithCommand("gitlab")
            .WithResourceMapping(System.Text.Encoding.UTF8.GetBytes(rendered), DesiredNode.GitlabRbPath).Build();
    }
}
