namespace GitLabHa.Tests.Integration.Deployments;

/// <summary>A whole deployment over <c>connection.kind: sshnet</c>.</summary>
public sealed class SshNetDeploymentTests : IAsyncLifetime
{
    private static readonly string[] Nodes = ["redis-1", "redis-2", "redis-3"];

    private readonly Deployment _lab = new Deployment("e2e-sshnet").Small("172.31.248", "connection: { kind: sshnet }");

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _lab.DisposeAsync();

    [LabFact]
    public async Task A_site_is_deployed_and_verified_without_the_ssh_program_and_nothing_is_left_to_change()
    {
        using var turn = await OneAtATime.EnterAsync(_lab);
        await _lab.Machines.RemoveAsync();

        (await _lab.RunAsync("Deploy")).ShouldSucceed().ShouldSay("0 unhealthy, 0 unknown");
        (await _lab.RunAsync("Preview", "--detailed-exitcode")).ShouldSucceed().ShouldSay("Nothing to change on 3 nodes.");

        // The ssh program would have left a shared connection to each node.
        foreach (var node in Nodes)
            (await _lab.Machines.RunAsync(node, "grep -l '[s]shd: root' /proc/[0-9]*/cmdline 2>/dev/null || true")).Trim().ShouldBeEmpty();
    }
}
