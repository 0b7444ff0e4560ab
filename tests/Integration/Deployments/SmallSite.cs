namespace GitLabHa.Tests.Integration.Deployments;

/// <summary>A deployed site with every component, and as few nodes as fail over; every test leaves it as it found it.</summary>
public sealed class SmallSite : IAsyncLifetime
{
    internal const string Network = "172.31.235";

    private IDisposable? _turn;

    internal Deployment Lab { get; } = new Deployment("e2e-site").Site(
        Network, "",
        ("redis", "consul, redis", 3, 11), ("postgres", "postgres, pgbouncer", 2, 21), ("praefect-postgres", "praefect_postgres", 1, 25),
        ("praefect", "praefect", 1, 31), ("gitaly", "gitaly", 2, 41), ("lb", "load_balancer", 1, 51), ("rails", "rails, sidekiq", 1, 61));

    public async Task InitializeAsync()
    {
        if (LongLabFactAttribute.Missing is not null) return;
        _turn = await OneAtATime.EnterAsync(Lab);
        await Lab.Machines.RemoveAsync();
        (await Lab.RunAsync("Deploy")).ShouldSucceed();
    }

    public async Task DisposeAsync()
    {
        await Lab.DisposeAsync();
        _turn?.Dispose();
    }
}
