using System.Globalization;
using System.Text;
using DotNet.Testcontainers.Builders;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Model;
using GitLabHa.Core.Rendering;
using GitLabHa.Roles.Checks;
using GitLabHa.Tests.Services.Containers;

namespace GitLabHa.Tests.Services.LoadBalancing;

/// <summary>HAProxy with the file that the role renders, and the seven nodes behind it.</summary>
public sealed class BalancerSite : IAsyncLifetime
{
    private const string Network = "172.31.227";
    private const string Balancer = "lb-1";
    private const string File = "/etc/haproxy/haproxy.cfg";

    private const string PgBouncerIni = """
        [databases]
        * = host=127.0.0.1
        [pgbouncer]
        listen_addr = *
        listen_port = 6432
        auth_type = any
        """;

    internal Site Site { get; } = new(
        Network,
        Site.Group(Network, "lb", 1, 51, RubyMap.Empty, RoleNames.LoadBalancer),
        Site.Group(Network, "postgres", 2, 21, RubyMap.Empty, RoleNames.Postgres, RoleNames.PgBouncer),
        Site.Group(Network, "praefect", 3, 31, RubyMap.Empty, RoleNames.Praefect),
        Site.Group(Network, "rails", 2, 61, RubyMap.Empty, RoleNames.Rails, RoleNames.Sidekiq));

    internal Machine HAProxy => Site[Balancer];

    internal string Address => HAProxy.Node.Address;

    /// <summary>What Verify asks of HAProxy.</summary>
    internal Check Backends => LoadBalancerChecks.For(Site.Context(Balancer)).OfType<HAProxyBackends>().Single();

    public async Task InitializeAsync()
    {
        if (Settings.Missing is not null) return;
        var image = await Site.StartAsync();
        await Task.WhenAll(Site.Topology.Nodes.Select(x => Site.AddAsync(x.Name, Container(image, x).Build())));
        await Site.HealthyAsync(Backends);
    }

    public async Task DisposeAsync() => await Site.DisposeAsync();

    /// <summary>A server as HAProxy has it, from its statistics.</summary>
    internal async Task<Server> ServerAsync(string backend, string server)
    {
        var csv = await HAProxy.RunAsync("curl -s -m 5 'http://127.0.0.1:8404/stats;csv'");
        var rows = csv.Split('\n').Select(x => x.Split(',')).ToArray();
        var names = rows[0].Select(x => x.TrimStart('#', ' ')).ToArray();
        var row = rows.Single(x => x.Length > 2 && x[0] == backend && x[1] == server);
        string Of(string name) => row[Array.IndexOf(names, name)];
        int Count(string name) => int.Parse(Of(name), CultureInfo.InvariantCulture);
        return new Server(Of("status"), Count("scur"), Count("stot"), Count("wretr"), Count("wredis"));
    }

    /// <summary>Waits until a server is in that state.</summary>
    internal Task BecomesAsync(string backend, string server, string state) =>
        Eventually.AnswersAsync($"{backend}/{server} is {state}", () => ServerAsync(backend, server), x => x.State == state);

    /// <summary>A command for HAProxy's own socket.</summary>
    internal Task<string> TellAsync(string command) => HAProxy.RunAsync("printf '%s\\n' \"$1\" | nc -U /run/haproxy.sock", command);

    private ContainerBuilder Container(string image, Node node)
    {
        var builder = Site.Place(new ContainerBuilder(image), node.Name);
        if (node.Has(RoleNames.LoadBalancer))
            return builder.WithCommand("haproxy", "-W", "-db", "-f", File)
                .WithResourceMapping(Encoding.UTF8.GetBytes(Site.Files(node.Name).Single(x => x.Path == File).Content.Reveal()), File);
        if (node.Has(RoleNames.PgBouncer))
            return builder.WithCommand("service", "pgbouncer", "-u", "postgres", "/etc/pgbouncer.ini")
                .WithResourceMapping(Encoding.UTF8.GetBytes(PgBouncerIni), "/etc/pgbouncer.ini");
        return builder.WithCommand("service", "/usr/local/bin/backend.rb", node.Group);
    }

    /// <summary>
    /// State, e.g. UP, DOWN or DRAIN; sessions it has and ever had; connections tried again on it, and sent to another one.
    /// </summary>
    internal sealed record Server(string State, int Now, int Ever, int TriedAgain, int SentElsewhere);
}
