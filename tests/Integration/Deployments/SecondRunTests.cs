namespace GitLabHa.Tests.Integration.Deployments;

[Collection(SmallLabGroup.Name)]
public sealed class SecondRunTests(SmallLab fixture)
{
    private Deployment Lab => fixture.Lab;

    [LabFact]
    public async Task A_second_run_finds_nothing_to_change_and_touches_nothing()
    {
        var before = await Lab.Machines.StateAsync();

        (await Lab.RunAsync("Deploy")).ShouldSucceed().ShouldSay("Nothing to change on 3 nodes.");
        (await Lab.RunAsync("Preview", "--detailed-exitcode")).ShouldSucceed();

        (await Lab.Machines.StateAsync()).ShouldBe(before);
    }

    [LabFact]
    public async Task Another_version_for_a_running_site_is_refused_and_nothing_is_touched()
    {
        var before = await Lab.Machines.StateAsync();
        using (Lab.Change("environment.yml", x => x.Replace("18.2.8", "18.5.4", StringComparison.Ordinal)))
            (await Lab.RunAsync("Deploy")).ShouldRefuse("runs gitlab-ee 18.2.8, and the environment names 18.5.4");

        (await Lab.Machines.StateAsync()).ShouldBe(before);
    }
}
