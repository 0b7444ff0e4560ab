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
            iptables -I INPUT ! -i lo -m statistic --mode random --probability 0.1 -j DROP
            iptables -I OUTPUT ! -o lo -m statistic --mode random --probability 0.1 -j DROP
            device=$(ip -o route get 172.31.240.1 | sed 's/.* dev \([^ ]*\).*/\1/')
            tc qdisc add dev "$device" root tbf rate 2mbit burst 32kbit latency 400ms
            """);
        try
        {
            (await Lab.RunUntilSucceedsAsync(Deployment.Settled, "Deploy", "--skip", "Verify"))
                .ShouldSay($"{node}: done run gitlab-ctl reconfigure");
        }
        finally
        {
            await Lab.Machines.RunAsync(
                node, """iptables -F; tc qdisc del dev "$(ip -o route get 172.31.240.1 | sed 's/.* dev \([^ ]*\).*/\1/')" root""");
        }

        await fixture.ShouldBeConvergedAsync();
        (await Lab.RunUntilSucceedsAsync(Deployment.Settled, "Verify")).ShouldSay("Healthy: ");
    }

    [LabFact]
    public async Task A_node_at_the_end_of_a_long_line_is_deployed_like_the_others()
    {
        var node = await fixture.DriftAsync();
        // An answer takes half a second, twice as long as around the world.
        await using var proxy = new DelayingProxy(Address(node), 22, TimeSpan.FromMilliseconds(250));
        Lab.Write("far.conf", $"""
            Host {Address(node)}
              HostName 127.0.0.1
              Port {proxy.Port}
              HostKeyAlias {Address(node)}
            """);
        using var change = Lab.Change("environment.yml", x => x + "\nconnection: { ssh_config: far.conf }\n");

        (await Lab.RunAsync("Deploy")).ShouldSucceed().ShouldSay($"{node}: done run gitlab-ctl reconfigure")
            .ShouldSay("0 unhealthy, 0 unknown");

        proxy.Carried.ShouldBeGreaterThan(10_000, "the node was reached along the long line");
        await fixture.ShouldBeConvergedAsync();
    }

    private static string Address(string node) => $"172.31.240.1{node[^1]}";
}
