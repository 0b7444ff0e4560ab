using System.Net.Sockets;
using System.Text;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Model;
using GitLabHa.Tests.Services.Containers;

namespace GitLabHa.Tests.Services.LoadBalancing;

/// <summary>The file that the role renders, in the HAProxy that runs it.</summary>
[Collection(BalancerGroup.Name)]
public sealed class HAProxyTests(BalancerSite fixture)
{
    // A client that wants TLS of PostgreSQL asks so first: https://www.postgresql.org/docs/current/protocol-message-formats.html
    private static readonly byte[] SslRequest = [0, 0, 0, 8, 4, 0xd2, 0x16, 0x2f];

    // One server of each backend; the others go on.
    private static readonly string[] Seconds = ["rails-2", "praefect-2", "postgres-2"];

    private static readonly byte[] ProxyHeader = Encoding.ASCII.GetBytes("PROXY TCP4 203.0.113.7 203.0.113.8 40000 80\r\n");

    private Site Site => fixture.Site;

    [ServiceFact]
    public async Task HAProxy_finds_nothing_wrong_with_the_file()
    {
        var said = await fixture.HAProxy.RunAsync("haproxy -c -f /etc/haproxy/haproxy.cfg 2>&1");

        said.ShouldContain("Configuration file is valid");
        said.ShouldNotContain("WARNING");
        (await Site.AskAsync(fixture.Backends)).ShouldBe(Verdict.Healthy("9 of 9 servers up"));
    }

    [ServiceFact]
    public async Task Every_flow_reaches_a_node_behind_it()
    {
        (await Client.GetAsync(fixture.Address)).ShouldMatch(@"\AHTTP/1.1 200 OK\r\n[\s\S]*rails-[12] for ");
        (await Client.SayAsync(fixture.Address, Ports.GitSsh, [])).ShouldMatch(@"\ASSH-2.0-rails-[12]");
        (await Client.SayAsync(fixture.Address, Ports.PgBouncer, SslRequest)).ShouldBe("N");
        (await Client.SayAsync(fixture.Address, Ports.Praefect, [(byte)'p'])).ShouldBe("p");
    }

    [ServiceFact]
    public async Task Rails_gets_the_address_of_the_client_and_not_one_that_the_client_made_up()
    {
        var honest = await Client.GetAsync(fixture.Address);
        var address = honest.Split(" for ")[1].Trim();
        System.Net.IPAddress.TryParse(address, out _).ShouldBeTrue(honest);

        // The last address is the one that HAProxy saw; nginx trusts no other.
        (await Client.GetAsync(fixture.Address, "X-Forwarded-For: 203.0.113.7\r\n")).ShouldEndWith($" for {address}\n");
    }

    [ServiceFact]
    public async Task A_client_that_speaks_PROXY_is_refused_where_nobody_has_to_trust_it()
    {
        (await Client.GetAsync(fixture.Address, before: Encoding.ASCII.GetString(ProxyHeader))).ShouldStartWith("HTTP/1.1 400 ");
        (await Client.SayAsync(fixture.Address, Ports.PgBouncer, [.. ProxyHeader, .. SslRequest])).ShouldNotStartWith("N");
        // To the flows without a protocol of HAProxy's it is data like any other.
        (await Client.SayAsync(fixture.Address, Ports.Praefect, ProxyHeader)).ShouldStartWith("P");

        (await Site.AskAsync(fixture.Backends)).ShouldBe(Verdict.Healthy("9 of 9 servers up"));
    }

    [ServiceFact]
    public async Task Servers_that_die_are_left_out_named_and_taken_back()
    {
        await Broken.WhileAsync(
            () => SecondsAsync(x => x.StopServiceAsync()),
            () => SecondsAsync(x => x.StartServiceAsync()),
            () => AreDownAsync("rails/rails-2", "git-ssh/rails-2", "praefect/praefect-2", "pgbouncer/postgres-2"));

        await Site.HealthyAsync(fixture.Backends);
    }

    [ServiceFact]
    public async Task What_a_dead_server_refuses_goes_to_another_one_at_once_before_any_check_noticed()
    {
        await Broken.WhileAsync(
            async () =>
            {
                await fixture.TellAsync("disable health rails/rails-2");
                await Site["rails-2"].StopServiceAsync();
            },
            async () =>
            {
                await Site["rails-2"].StartServiceAsync();
                await fixture.TellAsync("enable health rails/rails-2");
            },
            async () =>
            {
                var before = await fixture.ServerAsync("rails", "rails-2");

                (await PagesAsync(10)).ShouldAllBe(x => x.StartsWith("HTTP/1.1 200 "));

                var after = await fixture.ServerAsync("rails", "rails-2");
                after.State.ShouldBe("no check");
                after.SentElsewhere.ShouldBeGreaterThan(before.SentElsewhere);
                after.TriedAgain.ShouldBe(before.TriedAgain);
            });

        await Site.HealthyAsync(fixture.Backends);
    }

    [ServiceFact]
    public async Task Servers_that_hang_are_left_out_although_their_machines_accept_connections()
    {
        await Broken.WhileAsync(
            () => SecondsAsync(x => x.HangServiceAsync()),
            () => SecondsAsync(x => x.ResumeServiceAsync()),
            async () =>
            {
                // Not Praefect: a connection is all that HAProxy can ask of it, and the kernel still accepts that.
                await AreDownAsync("rails/rails-2", "git-ssh/rails-2", "pgbouncer/postgres-2");
                (await Client.SayAsync(fixture.Address, Ports.PgBouncer, SslRequest)).ShouldBe("N");
                (await PagesAsync(3)).ShouldAllBe(x => x.StartsWith("HTTP/1.1 200 "));
            });

        await Site.HealthyAsync(fixture.Backends);
    }

    [ServiceFact]
    public async Task A_Rails_node_that_is_not_ready_gets_no_new_connection_and_no_user_notices()
    {
        await Broken.WhileAsync(
            () => Site["rails-2"].RunAsync("touch /tmp/unready"),
            () => Site["rails-2"].RunAsync("rm -f /tmp/unready"),
            async () =>
            {
                await AreDownAsync("rails/rails-2");

                (await PagesAsync(30)).ShouldAllBe(x => x.Contains("rails-1 for "));
            });

        await Site.HealthyAsync(fixture.Backends);
    }

    [ServiceFact]
    public async Task Long_connections_to_Praefect_are_spread_evenly()
    {
        var open = new List<TcpClient>();
        try
        {
            for (var i = 0; i < 30; i++)
            {
                open.Add(await Client.ConnectAsync(fixture.Address, Ports.Praefect));
                (await Client.SayAsync(open[^1], [(byte)'x'])).ShouldBe("x");
            }

            var servers = await Task.WhenAll(Site.Topology.With(RoleNames.Praefect).Select(x => fixture.ServerAsync("praefect", x.Name)));
            int[] counts = [.. servers.Select(x => x.Now)];
            counts.Sum().ShouldBeGreaterThanOrEqualTo(30);
            (counts.Max() - counts.Min()).ShouldBeLessThanOrEqualTo(3, string.Join(", ", counts));
        }
        finally
        {
            foreach (var client in open) client.Dispose();
        }
    }

    private Task SecondsAsync(Func<Machine, Task> act) => Task.WhenAll(Seconds.Select(x => act(Site[x])));

    /// <summary>Waits until the check that Verify asks names exactly these servers.</summary>
    private async Task AreDownAsync(params string[] servers)
    {
        var verdict = await Eventually.AnswersAsync(
            $"{string.Join(", ", servers)} are down",
            () => Site.AskAsync(fixture.Backends),
            x => servers.All(server => x.Evidence.Contains($"{server} DOWN", StringComparison.Ordinal)));
        verdict.Health.ShouldBe(Health.Unhealthy);
        verdict.Evidence.Split(" DOWN").Length.ShouldBe(servers.Length + 1, verdict.Evidence);
    }

    private Task<string[]> PagesAsync(int count) => Task.WhenAll(Enumerable.Range(0, count).Select(_ => Client.GetAsync(fixture.Address)));
}
