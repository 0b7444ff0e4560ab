using GitLabHa.Tests.Integration.Deployments;

namespace GitLabHa.Tests.Integration.Failures;

[Collection(SmallLabGroup.Name)]
public sealed class BadNetworkTests(SmallLab fixture)
{
    private Deployment Lab => fixture.Lab;

    [LabFact]
    public async Task A_slow_and_lossy_node_is_deployed_all_the_same()
    {
        var node = await fixture.DriftAsync();
        // One packet of ten is lost both ways, and what is sent is squeezed through 2 Mbit/s.
        await Lab.Machines.RunAsync(node, """
            for chain in INPUT OUTPUT; do iptables -I $chain ! -i lo -m statistic --mode random --probability 0.1 -j DROP 2>/dev/null || iptables -I $chain ! -o lo -m statistic --mode random --probability 0.1 -j DROP; done
            tc qdisc add dev "$(ip -o route get 172.31.240.1 | sed 's/.* dev \([^ ]*\).*/\1/')" root tbf rate 2mbit burst 32kbit latency 400ms
            """);
        try
        {
            (await Lab.RunUntilSucceedsAsync(TimeSpan.FromMinutes(3), "Deploy", "--skip", "Verify")).ShouldSay($"{node}: done run gitlab-ctl reconfigure");
        }
        finally
        {
            await Lab.Machines.RunAsync(node, """iptables -F; tc qdisc del dev "$(ip -o route get 172.31.240.1 | sed 's/.* dev \([^ ]*\).*/\1/')" root""");
        }

        await fixture.ShouldBeConvergedAsync();
        (await Lab.RunUntilSucceedsAsync(TimeSpan.FromMinutes(2), "Verify")).ShouldSay("Healthy: ");
    }
}
