namespace GitLabHa.Tests.Integration.Deployments;

/// <summary>The walk-through's 15 nodes, deployed once, with secrets that were planted before and looked for ever since.</summary>
public sealed class WholeLab : IAsyncLifetime
{
    private IDisposable? _turn;

    internal Deployment Lab { get; } = new Deployment("e2e-whole").Whole("172.31.244");

    /// <summary>The first run.</summary>
    internal ToolRun First { get; private set; } = new(-1, "");

    internal Canaries Canaries { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        if (LabFactAttribute.Missing is not null) return;
        _turn = await OneAtATime.EnterAsync(Lab);
        await Lab.Machines.RemoveAsync();
        Canaries = await Canaries.PlantAsync(Lab);
        await using var watch = Canaries.WatchProcesses();
        First = (await Lab.RunAsync("Deploy")).ShouldSucceed();
    }

    public async Task DisposeAsync()
    {
        await Lab.DisposeAsync();
        _turn?.Dispose();
    }
}
