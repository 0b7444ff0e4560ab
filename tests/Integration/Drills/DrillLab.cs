using GitLabHa.Tests.Integration.Deployments;

namespace GitLabHa.Tests.Integration.Drills;

/// <summary>The walk-through's 15 nodes with a synchronous database, to be broken in every way there is.</summary>
public sealed class DrillLab : IAsyncLifetime
{
    private IDisposable? _turn;

    internal Deployment Lab { get; } = new Deployment("e2e-drills").Whole("172.31.243");

    public async Task InitializeAsync()
    {
        if (LabFactAttribute.Missing is not null) return;
        Lab.Write("environment.yml", Lab.Read("environment.yml") + "\ndatabase:\n  synchronous: true\n");
        _turn = await OneAtATime.EnterAsync(Lab);
        await Lab.Machines.RemoveAsync();
        (await Lab.RunAsync("Deploy")).ShouldSucceed();
        (await Lab.RunAsync("Plan", "--detailed-exitcode")).ShouldSucceed().ShouldSay("Nothing to change on 15 nodes.");
    }

    public async Task DisposeAsync()
    {
        await Lab.DisposeAsync();
        _turn?.Dispose();
    }
}
