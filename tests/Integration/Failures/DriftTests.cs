using GitLabHa.Tests.Integration.Deployments;

namespace GitLabHa.Tests.Integration.Failures;

/// <summary>Somebody changes a node by hand.</summary>
[Collection(SmallLabGroup.Name)]
public sealed class DriftTests(SmallLab fixture)
{
    private Deployment Lab => fixture.Lab;

    [LabFact]
    public async Task Plan_shows_what_was_changed_by_hand_and_Deploy_repairs_it()
    {
        var node = await fixture.DriftAsync();

        var plan = await Lab.RunAsync("Preview", "--detailed-exitcode");
        plan.ExitCode.ShouldBe(2, plan.Tail);
        plan.ShouldSay("-# by hand").ShouldSay("1 to change, 2 unchanged");
        (await Lab.RunAsync("Deploy")).ShouldSucceed();

        (await Lab.Machines.RunAsync(node, "grep -c 'by hand' /etc/gitlab/gitlab.rb || true")).Trim().ShouldBe("0");
        await fixture.ShouldBeConvergedAsync();
    }

    [LabFact]
    public async Task What_is_changed_by_hand_after_the_plan_was_made_is_not_overwritten()
    {
        var first = await fixture.DriftAsync();
        var second = (await fixture.ReplicasAsync()).Single(x => x != first);
        // Both change, one after the other; somebody is quicker than us on the second one.
        await Lab.Machines.RunAsync(second, "echo '# by hand' >>/etc/gitlab/gitlab.rb");
        var (earlier, later) = string.CompareOrdinal(first, second) < 0 ? (first, second) : (second, first);
        await using (await ReconfigureHook.SetAsync(Lab.Machines, earlier, "touch /tmp/begun; sleep 4"))
        {
            await using var tool = await Lab.StartAsync("Deploy");
            await Lab.Machines.RunAsync(
                earlier,
                "for i in $(seq 300); do [ -f /tmp/begun ] && exit 0; sleep 0.2; done; echo 'the reconfigure did not begin within 60 s' "
                    + ">&2; exit 1");
            await Lab.Machines.RunAsync(later, "echo '# more by hand' >>/etc/gitlab/gitlab.rb");

            (await tool.EndAsync()).ShouldRefuse("the file changed since the plan was made; it was left as it is")
                .ShouldSay($"/etc/gitlab/gitlab.rb on {later}");
        }

        (await Lab.Machines.RunAsync(later, "tail -n 1 /etc/gitlab/gitlab.rb")).ShouldBe("# more by hand\n");
        (await Lab.RunAsync("Deploy")).ShouldSucceed();
        await fixture.ShouldBeConvergedAsync();
    }

    [LabFact]
    public async Task A_clock_that_is_off_is_told()
    {
        // The containers share one clock, so this node's answer is faked.
        var node = await fixture.ReplicaAsync();
        await Lab.Machines.RunAsync(node, """
            cat >/usr/local/bin/date <<'END'
            #!/bin/sh
            exec /bin/date -d '+90 seconds' "$@"
            END
            chmod 755 /usr/local/bin/date
            """);
        try
        {
            var run = await Lab.RunAsync("Verify");

            run.ShouldRefuse("Not everything is healthy").ShouldSay("clocks agree").ShouldSay("chronyc tracking");
            run.Output.ShouldMatch($@"(8[5-9]\.\d|90\.\d) s between redis-\d and {node}");
        }
        finally
        {
            await Lab.Machines.RunAsync(node, "rm /usr/local/bin/date");
        }
    }
}
