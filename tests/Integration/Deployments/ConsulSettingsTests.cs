namespace GitLabHa.Tests.Integration.Deployments;

/// <summary>A reconfigure only reloads Consul; some of its settings take a restart.</summary>
[Collection(SmallLabGroup.Name)]
public sealed class ConsulSettingsTests(SmallLab fixture)
{
    private Deployment Lab => fixture.Lab;

    [LabFact]
    public async Task A_setting_that_Consul_takes_only_at_its_start_restarts_one_server_after_the_other_and_nothing_is_left_to_do()
    {
        var before = await StartedAsync();
        using (Lab.Change("redis.yml",
            x => Deployment.WithSetting(x, "  consul:\n    configuration:\n      performance:\n        raft_multiplier: 3\n")))
        {
            var run = (await Lab.RunAsync("Deploy")).ShouldSucceed();

            foreach (var node in before.Keys) run.ShouldSay($"{node}: done ensure: Consul runs with its settings");
            (await StartedAsync()).Values.Intersect(before.Values).ShouldBeEmpty();
            await fixture.ShouldBeConvergedAsync();
        }

        (await Lab.RunAsync("Deploy")).ShouldSucceed();
        await fixture.ShouldBeConvergedAsync();
    }

    private Task<IReadOnlyDictionary<string, string>> StartedAsync() =>
        Lab.Machines.RunOnAllAsync("stat -c %Y.%i /opt/gitlab/sv/consul/supervise/pid; cat /opt/gitlab/sv/consul/supervise/pid");
}
