namespace GitLabHa.Tests.Integration.Deployments;

/// <summary>A deployed environment of three nodes; every test leaves it as it found it: nothing to change.</summary>
public sealed class SmallLab : IAsyncLifetime
{
    private IDisposable? _turn;

    internal Deployment Lab { get; } = new Deployment("e2e-small").Small("172.31.240");

    public async Task InitializeAsync()
    {
        if (LabFactAttribute.Missing is not null) return;
        _turn = await OneAtATime.EnterAsync();
        await Lab.Machines.RemoveAsync();
        (await Lab.RunAsync("Deploy")).ShouldSucceed();
    }

    public async Task DisposeAsync()
    {
        await Lab.DisposeAsync();
        _turn?.Dispose();
    }
}
