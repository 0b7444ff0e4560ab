namespace GitLabHa.Tests.Integration.Deployments;

/// <summary>A site as small as the rules allow: Gitaly without Praefect, and no load balancer of its own but a redis node that plays an external one.</summary>
public sealed class ShardedLab : IAsyncLifetime
{
    internal const string Network = "172.31.232";

    private static readonly (string Group, string Roles, int Nodes, int Address)[] Groups =
    [
        ("redis", "consul, redis", 1, 11), ("postgres", "postgres, pgbouncer", 1, 21), ("gitaly", "gitaly", 2, 41), ("rails", "rails, sidekiq", 1, 61),
    ];

    private IDisposable? _turn;

    internal Deployment Lab { get; } = new("e2e-sharded");

    /// <summary>The first run.</summary>
    internal ToolRun First { get; private set; } = new(-1, "");

    public async Task InitializeAsync()
    {
        if (LabFactAttribute.Missing is not null) return;
        Lab.Write("environment.yml", $"""
            gitlab:
              edition: ee
              version: 18.2.8
              external_url: http://gitlab.lab.test
            provider: lab
            lab:
              subnet: {Network}.0/24
            ntp_host: 127.0.0.1
            load_balancer:
              probe_cidrs: [{Network}.11/32]
            """);
        foreach (var (group, roles, nodes, address) in Groups)
            Lab.Write($"{group}.yml", $"roles: [{roles}]\nnodes:\n" + string.Concat(Enumerable.Range(0, nodes).Select(x =>
                $"  - {{ name: {group}-{x + 1}, address: {Network}.{address + x} }}\n")));
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
