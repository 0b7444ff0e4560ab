using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Roles;

namespace GitLabHa.Tests.Unit.Roles;

/// <summary>What Omnibus registers in Consul and scrapes must answer from the monitoring node.</summary>
public sealed class MonitoringTests
{
    private static readonly string[] Versions = ["16.6.10", "17.11.7", "18.2.8", "19.3.0"];

    [Fact]
    public void Rails_nodes_answer_the_monitoring_node_on_every_port_that_Omnibus_registers()
    {
        foreach (var version in Versions)
        {
            var rails = Rb(Monitored(version), "rails-1");

            rails.ShouldContain("puma['listen'] = '0.0.0.0'");
            rails.ShouldContain("gitlab_exporter['listen_address'] = '0.0.0.0'");
            rails.ShouldContain("gitlab_workhorse['prometheus_listen_addr'] = '0.0.0.0:9229'");
            rails.ShouldContain("sidekiq['listen_address'] = '0.0.0.0'");
            rails.ShouldMatch(@"nginx\['status'\][^#]*'allow' => \['127\.0\.0\.1', '10\.0\.0\.99/32'\],[^#]*'deny' => 'all'");
            rails.ShouldMatch("monitoring_whitelist'\\] = \\[[^\\]]*'10\\.0\\.0\\.99/32'");
        }
    }

    [Fact]
    public void Nothing_is_opened_where_nobody_scrapes() => Rb(Sample.Topology(), "rails-1").ShouldNotContain("puma['listen']");

    [Fact]
    public void Exporters_are_registered_under_the_address_by_which_nodes_reach_each_other()
    {
        foreach (var node in Monitored("18.2.8").PackageNodes)
            Rb(Monitored("18.2.8"), node.Name).ShouldContain($"'advertise_addr' => '{node.Address}'");
        Rb(Monitored("18.2.8"), "postgres-1").ShouldContain("'name' => 'pgbouncer-exporter', 'port' => 9188");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_Omnibus_registers_and_does_not_scrape_gets_a_job(bool praefect)
    {
        var site = Monitored("18.2.8").Environment;
        var topology = new Topology(
            site with { Groups = [.. site.Groups.Where(x => praefect || !x.Name.StartsWith("praefect", StringComparison.Ordinal))] });

        var rb = Rb(topology, "monitoring-1");

        rb.Contains("'services' => ['praefect']", StringComparison.Ordinal).ShouldBe(praefect);
        foreach (var path in new[] { "/database", "/sidekiq", "/ruby" }) rb.ShouldContain($"'metrics_path' => '{path}'");
    }

    private static Topology Monitored(string version)
    {
        var node = new Node { Name = "monitoring-1", Address = "10.0.0.99", Group = "monitoring", Roles = [RoleNames.Monitoring] };
        var group = new NodeGroup { Name = "monitoring", File = "monitoring.yml", Roles = [RoleNames.Monitoring], Nodes = [node] };
        return new Topology(Sample.Environment(version) with { Groups = [.. Sample.Environment(version).Groups, group] });
    }

    private static string Rb(Topology topology, string node) => RoleCatalog.Known.Compose(new RoleContext
    {
        Node = topology.Nodes.Single(x => x.Name == node),
        Topology = topology,
        Secrets = new Sample.Canaries(),
    }).GitlabRb!.Render().Masked;
}
