using GitLabHa.Tests.Integration.Backups;

namespace GitLabHa.Tests.Integration.Deployments;

/// <summary>Machines of a site are replaced while a user reads and writes.</summary>
[Collection(SmallSiteGroup.Name)]
public sealed class ReplaceNodeTests(SmallSite fixture)
{
    private Deployment Lab => fixture.Lab;

    [LongLabFact]
    public async Task The_leader_the_master_and_a_Gitaly_node_are_replaced_and_no_write_is_lost()
    {
        var user = new BackupLab(Lab);
        await user.LogInAsync();
        var project = await user.CreateAsync("replaced");
        await using var writes = WriteLoop.Start($"{SmallSite.Network}.51");
        await writes.AdvancesAsync();

        foreach (var node in new[] { (await Postgres.ClusterAsync(Lab)).Leader, await Redis.MasterAsync(Lab), "gitaly-2" })
        {
            await Lab.Machines.RunAsync(node, "touch /old-machine");

            (await Lab.RunAsync("ReplaceNode", "--node", node)).ShouldSucceed().ShouldSay("0 unhealthy, 0 unknown");

            (await Lab.Machines.RunAsync(node, "[ -e /old-machine ] || echo empty")).Trim().ShouldBe("empty", node);
        }

        (await user.ChecksumsAsync(project)).Distinct().Count().ShouldBe(1);
        await writes.AdvancesAsync();
        var (acknowledged, lost) = await writes.EndAsync();
        lost.ShouldBeEmpty($"of {acknowledged} acknowledged writes");
        writes.Refusals.Except(["502", "503"]).ShouldBeEmpty();
        (await Lab.RunAsync("Deploy")).ShouldSucceed().ShouldSay("Nothing to change on 11 nodes.");
    }

    [LongLabFact]
    public async Task A_machine_with_the_only_copy_of_data_is_not_replaced()
    {
        var state = await Lab.Machines.StateAsync();

        (await Lab.RunAsync("ReplaceNode", "--node", "praefect-postgres-1"))
            .ShouldRefuse("Praefect's tracking database would be left behind");
        (await Lab.RunAsync("ReplaceNode", "--node", "gitaly-9")).ShouldRefuse("no node named gitaly-9").ShouldSay("There are: ");

        (await Lab.Machines.StateAsync()).ShouldBe(state);
    }
}
