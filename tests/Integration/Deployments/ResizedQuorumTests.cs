namespace GitLabHa.Tests.Integration.Deployments;

/// <summary>Consul and Redis with more nodes, with fewer, and with one that is gone: the cheapest site whose quorums change.</summary>
public sealed class ResizedQuorumTests : IAsyncLifetime
{
    private const string Network = "172.31.234";
    private readonly Deployment _lab = new Deployment("e2e-quorum").Small(Network);
    private IDisposable? _turn;

    public async Task InitializeAsync()
    {
        if (LabFactAttribute.Missing is not null) return;
        _turn = await OneAtATime.EnterAsync(_lab);
        await _lab.Machines.RemoveAsync();
        (await _lab.RunAsync("Deploy")).ShouldSucceed();
    }

    public async Task DisposeAsync()
    {
        await _lab.DisposeAsync();
        _turn?.Dispose();
    }

    [LabFact]
    public async Task Two_nodes_join_without_a_failover_and_leave_again_one_of_them_as_master_and_one_already_gone()
    {
        await ReplacingAllAtOnceIsRefusedAsync();
        var master = await Redis.MasterAsync(_lab);
        Resize(5);

        var grown = (await _lab.RunAsync("Deploy")).ShouldSucceed().ShouldNotSay("hand over");

        // They join before they are counted.
        grown.LinesOf(["redis-4: Consensus done", $"{master}: run gitlab-ctl reconfigure"]).ShouldBeInOrder();
        (await Redis.MasterAsync(_lab)).ShouldBe(master);
        await ShouldHaveAsync(5);
        await NothingIsLeftToDoAsync(5);

        await LeadAsync("redis-4");
        await Machines.DockerAsync("rm", "--force", _lab.Machines.NameOf("redis-5"));
        Resize(3);
        await _lab.UntilVerifySaysAsync("no file names redis-4");
        var plan = (await _lab.RunAsync("Preview")).ShouldSay("redis-4 (172.31.234.14), leaves").ShouldSay("redis-5 does not answer");
        plan.ShouldSay("hand over: sentinel failover");

        var shrunk = (await _lab.RunAsync("Deploy")).ShouldSucceed();

        shrunk.LinesOf(["redis-4: done hand over", "redis-1: run gitlab-ctl reconfigure", "redis-4: run stop and disable its services"])
            .ShouldBeInOrder();
        (await Redis.MasterAsync(_lab)).ShouldBeOneOf("redis-1", "redis-2", "redis-3");
        await ShouldHaveAsync(3);
        (await _lab.Machines.RunAsync("redis-4", "pgrep -x 'consul|redis-server|redis-sentinel' || echo none")).Trim().ShouldBe("none");
        await NothingIsLeftToDoAsync(3);
    }

    private async Task ReplacingAllAtOnceIsRefusedAsync()
    {
        var state = await _lab.Machines.StateAsync();
        using var change = _lab.Change("redis.yml", x => x.Replace("redis-", "other-", StringComparison.Ordinal)
            .Replace($"{Network}.1", $"{Network}.4", StringComparison.Ordinal));

        var run = await _lab.RunAsync("Deploy");

        run.ShouldRefuse("queues, sessions and shared state would be left behind").ShouldSay("redis-1, redis-2, redis-3");
        // The machines of the new nodes may be there: what runs is untouched.
        var after = await _lab.Machines.StateAsync();
        state.Keys.ShouldAllBe(x => after[x] == state[x]);
    }

    private void Resize(int nodes) => _lab.Write("redis.yml", "roles: [consul, redis]\nnodes:\n" + string.Concat(
        Enumerable.Range(1, nodes).Select(x => $"  - {{ name: redis-{x}, address: {Network}.{10 + x} }}\n")));

    private async Task ShouldHaveAsync(int nodes)
    {
        var peers = await _lab.Machines.RunAsync("redis-1", "consul operator raft list-peers | grep -c ':8300'");
        peers.Trim().ShouldBe($"{nodes}");
        foreach (var node in Enumerable.Range(1, 3).Select(x => $"redis-{x}"))
        {
            var known = await _lab.Machines.RunAsync(node, "redis-cli -h $(hostname -i) -p 26379 sentinel master gitlab-redis");
            known.ShouldContain($"num-other-sentinels\n{nodes - 1}\n", customMessage: node);
            known.ShouldContain($"num-slaves\n{nodes - 1}\n", customMessage: node);
            known.ShouldContain($"quorum\n{(nodes / 2) + 1}\n", customMessage: node);
        }
    }

    private async Task NothingIsLeftToDoAsync(int nodes)
    {
        await _lab.HealthyAsync();
        (await _lab.RunAsync("Deploy")).ShouldSucceed().ShouldSay($"Nothing to change on {nodes} nodes.");
    }

    private async Task LeadAsync(string node)
    {
        // Sentinel learns of a priority when it asks the replicas next, every ten seconds.
        await _lab.Machines.RunAsync(node, """
            REDISCLI_AUTH=$(sed -n 's/^requirepass "\(.*\)"$/\1/p' /var/opt/gitlab/redis/redis.conf)
            export REDISCLI_AUTH
            redis-cli -h $(hostname -i) config set replica-priority 1
            """);
        await _lab.Machines.RunAsync("redis-1", $$"""
            address=$(hostname -i)
            for i in $(seq 120); do
              master=$(redis-cli -h $address -p 26379 sentinel get-master-addr-by-name gitlab-redis | head -n 1)
              [ "$master" = {{Network}}.{{node[^1] - '0' + 10}} ] && exit 0
              [ $((i % 20)) = 12 ] && redis-cli -h $address -p 26379 sentinel failover gitlab-redis
              sleep 1
            done
            echo "still $master" >&2; exit 1
            """);
    }
}
