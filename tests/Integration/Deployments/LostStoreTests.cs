namespace GitLabHa.Tests.Integration.Deployments;

/// <summary>A clone without the secrets of a site that runs.</summary>
[Collection(SmallLabGroup.Name)]
public sealed class LostStoreTests(SmallLab fixture)
{
    private Deployment Lab => fixture.Lab;

    private string Store => Path.Combine(Lab.State, "secrets.yml");

    [LabFact]
    public async Task A_lost_store_is_refused_before_anything_changes_and_read_back_from_the_nodes()
    {
        var kept = await File.ReadAllTextAsync(Store);
        var before = await Lab.Machines.StateAsync();
        File.Move(Store, Store + ".away");
        try
        {
            foreach (var target in new[] { "Preview", "Deploy", "ConfigureConsensus", "Verify" })
                (await Lab.RunAsync(target)).ShouldRefuse("- redis_password: in use on redis-1, redis-2, redis-3")
                    .ShouldSay($"./build.sh RecoverSecrets --env {Lab.Name}");
            (await Lab.RunAsync("Render", "--reveal-secrets")).ShouldRefuse("The store has no value yet for redis_password");
            File.Exists(Store).ShouldBeFalse();
            (await Lab.Machines.StateAsync()).ShouldBe(before);

            var run = (await Lab.RunAsync("RecoverSecrets")).ShouldSucceed().ShouldSay("1 recovered into");

            // What the store had is a word that must not be seen.
            foreach (var value in kept.Split('"').Where((_, i) => i % 2 == 1)) run.ShouldNotSay(value);
            (await File.ReadAllTextAsync(Store)).ShouldBe(kept);
            await fixture.ShouldBeConvergedAsync();
            (await Lab.RunAsync("RecoverSecrets")).ShouldSucceed().ShouldSay("0 recovered into");
        }
        finally
        {
            File.Move(Store + ".away", Store, overwrite: true);
        }
    }

    [LabFact]
    public async Task Nodes_that_disagree_are_named_and_nothing_is_written()
    {
        const string Foreign = "canaryOfAnotherSite";
        var node = await fixture.ReplicaAsync();
        await Lab.Machines.RunAsync(
            node,
            $"cp -p /etc/gitlab/gitlab.rb /root/kept.rb; sed -i \"s/^redis\\['password'\\] = .*/redis['password'] = '{Foreign}'/\" "
                + "/etc/gitlab/gitlab.rb");
        File.Move(Store, Store + ".away");
        try
        {
            (await Lab.RunAsync("RecoverSecrets")).ShouldRefuse("- redis_password: ").ShouldSay($"{node} ").ShouldSay("have #")
                .ShouldNotSay(Foreign);
            File.Exists(Store).ShouldBeFalse();
        }
        finally
        {
            File.Move(Store + ".away", Store, overwrite: true);
        }

        (await Lab.RunAsync("Preview")).ShouldSucceed()
            .ShouldSay($"1 secret of the store differs from those on the nodes: redis_password on {node}").ShouldNotSay(Foreign);
        await Lab.Machines.RunAsync(node, "mv /root/kept.rb /etc/gitlab/gitlab.rb");
        await fixture.ShouldBeConvergedAsync();
    }
}
