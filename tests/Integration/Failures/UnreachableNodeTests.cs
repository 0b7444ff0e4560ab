using GitLabHa.Tests.Integration.Deployments;

namespace GitLabHa.Tests.Integration.Failures;

[Collection(SmallLabGroup.Name)]
public sealed class UnreachableNodeTests(SmallLab fixture)
{
    private Deployment Lab => fixture.Lab;

    [LabFact]
    public async Task A_node_that_does_not_answer_is_named_the_others_are_reported_and_nothing_is_changed()
    {
        var changed = await fixture.DriftAsync();
        // Not the master: the Sentinels would replace it meanwhile.
        var silent = (await fixture.ReplicasAsync()).Single(x => x != changed);
        var others = await ChangedFileAsync(changed);
        // A new connection gives up sooner than one that was open.
        await Lab.Machines.CutConnectionsAsync(silent);
        await Machines.DockerAsync("pause", Lab.Machines.NameOf(silent));
        try
        {
            var run = await Lab.RunAsync("Deploy");

            run.ShouldRefuse("1 of 3 nodes could not be asked, so nothing is changed").ShouldSay($"where: {silent}")
                .ShouldSay("it did not answer in time");
            run.ShouldSay("-# by hand").ShouldSay("1 to change").ShouldSay("1 unreachable");
            (await ChangedFileAsync(changed)).ShouldBe(others);
        }
        finally
        {
            await Machines.DockerAsync("unpause", Lab.Machines.NameOf(silent));
        }

        (await Lab.RunAsync("Deploy")).ShouldSucceed();
        await fixture.ShouldBeConvergedAsync();
    }

    [LabFact]
    public async Task A_node_that_shows_another_host_key_is_not_trusted()
    {
        await Lab.Machines.RunAsync(
            "redis-2",
            "cd /etc/ssh && mkdir /root/keys && mv ssh_host_ed25519_key* /root/keys && ssh-keygen -q -t ed25519 -N '' -f "
                + "ssh_host_ed25519_key && sv restart /etc/service/ssh");
        await Lab.Machines.CutConnectionsAsync("redis-2");
        try
        {
            var run = await Lab.RunAsync("Preview");

            run.ExitCode.ShouldBe(1, run.Tail);
            run.ShouldSay("redis-2: could not be asked: its host key changed").ShouldSay("1 unreachable")
                .ShouldSay("nothing to change: redis-1, redis-3").ShouldHaveNoStack();
        }
        finally
        {
            await Lab.Machines.RunAsync("redis-2", "mv /root/keys/* /etc/ssh && rmdir /root/keys && sv restart /etc/service/ssh");
        }

        await fixture.ShouldBeConvergedAsync();
    }

    private Task<string> ChangedFileAsync(string node) =>
        Lab.Machines.RunAsync(node, "stat -c '%Y %s' /etc/gitlab/gitlab.rb; sha256sum /etc/gitlab/gitlab.rb");
}
