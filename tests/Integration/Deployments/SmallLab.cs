namespace GitLabHa.Tests.Integration.Deployments;

/// <summary>A deployed environment of three nodes; every test leaves it as it found it: nothing to change.</summary>
public sealed class SmallLab : IAsyncLifetime
{
    // Who is struck first: the node that the tests themselves ask through comes last.
    private static readonly string[] Nodes = ["redis-2", "redis-3", "redis-1"];

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

    /// <summary>
    /// Edits a node's gitlab.rb by hand: the next run reconfigures this node alone. It is one that is not the Redis master.
    /// </summary>
    internal async Task<string> DriftAsync()
    {
        var node = await ReplicaAsync();
        await Lab.Machines.RunAsync(node, "echo '# by hand' >>/etc/gitlab/gitlab.rb");
        return node;
    }

    /// <summary>A node that is not the Redis master.</summary>
    internal async Task<string> ReplicaAsync() => (await ReplicasAsync())[0];

    /// <summary>The two nodes that are not the Redis master.</summary>
    internal async Task<string[]> ReplicasAsync()
    {
        var master = await MasterAsync();
        return [.. Nodes.Where(x => x != master)];
    }

    /// <summary>The node that the Sentinels name.</summary>
    internal Task<string> MasterAsync() => Redis.MasterAsync(Lab);

    /// <summary>Every test ends so: nothing to change, and what it set off is over, as the next one begins with a healthy site.</summary>
    internal async Task ShouldBeConvergedAsync()
    {
        (await Lab.RunAsync("Preview", "--detailed-exitcode")).ShouldSucceed().ShouldSay("Nothing to change on 3 nodes.");
        await Lab.HealthyAsync();
    }
}
