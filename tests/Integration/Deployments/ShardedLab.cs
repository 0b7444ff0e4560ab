namespace GitLabHa.Tests.Integration.Deployments;

/// <summary>
/// A site as small as the rules allow, with monitoring: Gitaly without Praefect, Redis for the cache on a node of its own, and
/// no load balancer but a redis node that plays an external one.
/// </summary>
public sealed class ShardedLab : IAsyncLifetime
{
    internal const string Network = "172.31.232";

    private IDisposable? _turn;

    internal Deployment Lab { get; } = new Deployment("e2e-sharded").Site(
        Network, $"load_balancer: {{ probe_cidrs: [{Network}.11/32] }}",
        ("redis", "consul, redis", 1, 11), ("redis-cache", "redis_cache", 1, 15), ("postgres", "postgres, pgbouncer", 1, 21),
        ("gitaly", "gitaly", 2, 41), ("rails", "rails, sidekiq", 1, 61),
        ("monitoring", "monitoring", 1, 71));

    /// <summary>The first run.</summary>
    internal ToolRun First { get; private set; } = new(-1, "");

    public async Task InitializeAsync()
    {
        if (LabFactAttribute.Missing is not null) return;
        _turn = await OneAtATime.EnterAsync(Lab);
        await Lab.Machines.RemoveAsync();
        First = (await Lab.RunAsync("Deploy")).ShouldSucceed();
    }

    public async Task DisposeAsync()
    {
        await Lab.DisposeAsync();
        _turn?.Dispose();
    }
}
