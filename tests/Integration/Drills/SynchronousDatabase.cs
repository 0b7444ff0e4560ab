using GitLabHa.Tests.Integration.Deployments;

namespace GitLabHa.Tests.Integration.Drills;

/// <summary>The whole lab while its database is synchronous; afterwards it is as it was.</summary>
public sealed class SynchronousDatabase(WholeLab whole) : IAsyncLifetime
{
    private IDisposable? _change;

    internal Deployment Lab => whole.Lab;

    public async Task InitializeAsync()
    {
        if (LongLabFactAttribute.Missing is not null) return;
        _change = Lab.Change("environment.yml", x => x + "\ndatabase:\n  synchronous: true\n");
        await DeployAsync();
    }

    public async Task DisposeAsync()
    {
        if (_change is null) return;
        _change.Dispose();
        await DeployAsync();
    }

    private async Task DeployAsync()
    {
        (await Lab.RunAsync("Deploy")).ShouldSucceed();
        (await Lab.RunAsync("Preview", "--detailed-exitcode")).ShouldSucceed().ShouldSay("Nothing to change on 15 nodes.");
    }
}
