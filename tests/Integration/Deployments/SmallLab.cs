namespace GitLabHa.Tests.Integration.Deployments;

/// <summary>A deployed environment of three nodes; every test leaves it as it found it: nothing to change.</summary>
public sealed class SmallLab : IAsyncLifetime
{
    private IDisposable? _turn;

    internal Deployment Lab { get; } = new Deployment("e2e-small").Small("172.31.240");

    public async Task InitializeAsync()
    {
        if (LabFactAttribute.Missing is not null) return;
        _turn = await OneAtATime.EnterAsync(Lab);
        await Lab.Machines.RemoveAsync();
        (await Lab.RunAsync("Deploy")).ShouldSucceed();
    }

    public async Task DisposeAsync()
    {
        await Lab.DisposeAsync();
        _turn?.Dispose();
    }

    /// <summary>Edits a node's gitlab.rb by hand: the next run reconfigures this node alone. It is one that is not the Redis master.</summary>
    internal async Task<string> DriftAsync()
    {
        var node = await ReplicaAsync();
        await Lab.Machines.RunAsync(node, "echo '# by hand' >>/etc/gitlab/gitlab.rb");
        return node;
    }

    /// <summary>A node that is not the Redis master.</summary>
    internal async Task<string> ReplicaAsync() => await MasterAsync() == "redis-2" ? "redis-3" : "redis-2";

    /// <summary>The node that the Sentinels name.</summary>
    internal async Task<string> MasterAsync()
    {
        var address = await Lab.Machines.RunAsync("redis-1", "redis-cli -h $(hostname -i) -p 26379 sentinel get-master-addr-by-name gitlab-redis | head -n 1");
        return "redis-" + address.Trim()[^1];
    }

    /// <summary>Every test ends so.</summary>
    internal async Task ShouldBeConvergedAsync() => (await Lab.RunAsync("Plan", "--detailed-exitcode")).ShouldSucceed().ShouldSay("Nothing to change on 3 nodes.");
}
