namespace GitLabHa.Tests.Integration.Deployments;

/// <summary>Machines that were just made: a first run that fails, and their removal.</summary>
[Collection(SmallLabGroup.Name)]
public sealed class FreshMachinesTests : IAsyncLifetime
{
    private const string Bystander = "e2e-bystander";
    private readonly Deployment _lab = new Deployment("e2e-fresh").Small("172.31.241");

    public Task InitializeAsync() => LabFactAttribute.Missing is null ? RemoveAllAsync() : Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await RemoveAllAsync();
        await _lab.DisposeAsync();
    }

    [LabFact]
    public async Task A_version_that_no_repository_has_is_refused_with_those_it_offers()
    {
        _lab.Write("environment.yml", _lab.Read("environment.yml").Replace("18.2.8", "18.2.7", StringComparison.Ordinal));

        var run = await _lab.RunAsync("Deploy");

        run.ShouldRefuse("gitlab-ee 18.2.7 is in no repository of this node; it offers: ").ShouldSay("18.2.8-ee.0")
            .ShouldSay("3 nodes failed in Prepare");
        foreach (var (node, files) in await _lab.Machines.RunOnAllAsync("ls /etc/gitlab"))
            files.ShouldBe("skip-auto-backup\nskip-auto-reconfigure\n", node);
    }

    [LabFact]
    public async Task Destroy_removes_all_that_carries_the_label_and_nothing_else()
    {
        (await _lab.RunAsync("Provision")).ShouldSucceed();
        var image = (await Machines.DockerAsync("inspect", "--format", "{{.Config.Image}}", _lab.Machines.NameOf("redis-1"))).Trim();
        await Machines.DockerAsync(
            "create", "--name", $"gitlab-ha-{Bystander}-one", "--label", $"gitlab-ha.environment={Bystander}", image);
        await Machines.DockerAsync(
            "network", "create", "--subnet", "172.31.243.0/28", "--label", $"gitlab-ha.environment={Bystander}", $"gitlab-ha-{Bystander}");

        (await _lab.RunAsync("Destroy")).ShouldSucceed().ShouldSay("3 removed");

        (await Machines.DockerAsync("ps", "--all", "--quiet", "--filter", "label=gitlab-ha.environment=e2e-fresh")).ShouldBeEmpty();
        (await Machines.DockerAsync("network", "ls", "--quiet", "--filter", "label=gitlab-ha.environment=e2e-fresh")).ShouldBeEmpty();
        (await new Machines(Bystander).NodesAsync()).ShouldBe(["one"]);
        (await Machines.DockerAsync("network", "ls", "--format", "{{.Name}}")).ShouldContain($"gitlab-ha-{Bystander}");
    }

    private async Task RemoveAllAsync()
    {
        if (LabFactAttribute.Missing is not null) return;
        await _lab.Machines.RemoveAsync();
        await new Machines(Bystander).RemoveAsync();
    }
}
