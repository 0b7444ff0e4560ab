namespace GitLabHa.Tests.Integration.Deployments;

[Collection(SmallLabGroup.Name)]
public sealed class LockTests(SmallLab fixture)
{
    private const string Foreign =
        """{"Id":"abc","Who":"somebody@elsewhere","Machine":"another","Process":"7:1","""
        + """ "Since":"2025-01-02T03:04:05+00:00","What":"Deploy"}""";

    private Deployment Lab => fixture.Lab;

    [LabFact]
    public async Task The_lock_of_another_machine_is_broken_by_force_alone_and_its_holder_is_named()
    {
        var node = await fixture.DriftAsync();
        await Lab.Machines.RunAsync("redis-1", $"echo '{Foreign}' >/var/lib/gitlab-ha/lock");
        var before = await Lab.Machines.StateAsync();

        (await Lab.RunAsync("Deploy"))
            .ShouldRefuse("The environment is locked by somebody@elsewhere (process 7) since 2025-01-02 03:04:05 UTC").ShouldSay("Unlock");
        (await Lab.RunAsync("Unlock")).ShouldRefuse("locked by somebody@elsewhere");
        (await Lab.Machines.StateAsync()).ShouldBe(before);

        (await Lab.RunAsync("Unlock", "--force")).ShouldSucceed().ShouldSay("Broke the lock of somebody@elsewhere");
        (await Lab.RunAsync("Deploy")).ShouldSucceed().ShouldSay($"{node}: done run gitlab-ctl reconfigure");
        await fixture.ShouldBeConvergedAsync();
    }
}
