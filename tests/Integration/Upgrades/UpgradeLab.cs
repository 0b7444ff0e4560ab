using GitLabHa.Tests.Integration.Deployments;

namespace GitLabHa.Tests.Integration.Upgrades;

/// <summary>Twelve nodes with every role, at a version that others follow.</summary>
public sealed class UpgradeLab : IAsyncLifetime
{
    internal const string Network = "172.31.220";
    private IDisposable? _turn;

    internal Deployment Lab { get; } = new Deployment("e2e-upgrade").Whole(Network);

    public async Task InitializeAsync()
    {
        if (LongLabFactAttribute.Missing is not null) return;
        // A Praefect and two Gitalys do: the order and the gates are the same.
        Lab.Write("praefect.yml", Without(Lab.Read("praefect.yml"), "praefect-2", "praefect-3"));
        Lab.Write("gitaly.yml", Without(Lab.Read("gitaly.yml"), "gitaly-3"));
        _turn = await OneAtATime.EnterAsync(Lab);
        await Lab.Machines.RemoveAsync();
        (await Lab.RunAsync("Deploy")).ShouldSucceed();
    }

    public async Task DisposeAsync()
    {
        await Lab.DisposeAsync();
        _turn?.Dispose();
    }

    private static string Without(string text, params string[] nodes) =>
        string.Join('\n', text.Split('\n').Where(line => !nodes.Any(line.Contains)));
}
