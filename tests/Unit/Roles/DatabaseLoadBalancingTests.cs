using System.Collections.Immutable;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Roles;
using GitLabHa.Roles.Checks;

namespace GitLabHa.Tests.Unit.Roles;

/// <summary>Reads go to every PostgreSQL node by a PgBouncer that stays there, writes to the leader by others that follow it.</summary>
public sealed class DatabaseLoadBalancingTests
{
    [Theory]
    [InlineData("16.6.10")]
    [InlineData("18.2.8")]
    [InlineData("19.3.0")]
    public void A_PgBouncer_stays_on_each_PostgreSQL_node_and_another_one_follows_the_leader(string version)
    {
        var topology = Site(version, balanced: true);
        var (reads, writes) = (Node(topology, "postgres-1"), Node(topology, "pgbouncer-1"));

        var rb = reads.GitlabRb!.Render().Masked;
        reads.GitlabRb!.Roles.ShouldBe(["patroni_role", "pgbouncer_role"], ignoreOrder: true);
        rb.ShouldContain("'host' => '127.0.0.1'");
        rb.ShouldNotContain("watchers");
        reads.Services.ShouldContain("pgbouncer");
        writes.GitlabRb!.Render().Masked.ShouldContain("consul['watchers'] = ['postgresql']");
    }

    [Fact]
    public void Rails_and_Sidekiq_look_the_nodes_up_and_never_list_them()
    {
        var rb = Node(Site("18.2.8", balanced: true), "rails-1").GitlabRb!.Render().Masked;

        rb.ShouldContain("'record' => 'postgresql-ha.service.consul'");
        rb.ShouldContain("'port' => 8600");
        rb.ShouldContain("'use_tcp' => true");
        rb.ShouldNotContain("'hosts' =>");
        rb.ShouldContain("gitlab_rails['db_host'] = '10.0.0.51'");
    }

    [Fact]
    public void Without_it_PostgreSQL_nodes_have_no_PgBouncer_and_nobody_looks_anything_up()
    {
        var topology = Site("18.2.8", balanced: false);

        Node(topology, "postgres-1").Services.ShouldNotContain("pgbouncer");
        Node(topology, "rails-1").GitlabRb!.Render().Masked.ShouldNotContain("db_load_balancing");
        new PostgresRole().Checks(Context(topology, "postgres-1")).ShouldNotContain(x => x is PgBouncerReads);
    }

    [Fact]
    public void Each_end_is_asked()
    {
        var topology = Site("18.2.8", balanced: true);

        new PostgresRole().Checks(Context(topology, "postgres-2")).OfType<PgBouncerReads>().ShouldHaveSingleItem();
        new RailsRole().Checks(Context(topology, "rails-2")).OfType<DatabaseHosts>().ShouldHaveSingleItem();
    }

    private static Topology Site(string version, bool balanced)
    {
        var site = Sample.Environment(version);
        var groups = site.Groups.Select(
            x => x.Name != "postgres"
                ? x
                : x with { Roles = [RoleNames.Postgres], Nodes = [.. x.Nodes.Select(y => y with { Roles = [RoleNames.Postgres] })] });
        var pools = new NodeGroup { Name = "pgbouncer", File = "pgbouncer.yml", Roles = [RoleNames.PgBouncer], Nodes = [Pool(1), Pool(2)] };
        return new Topology(site with { Groups = [.. groups, pools], Database = new DatabaseSettings { LoadBalancing = balanced } });
    }

    private static Node Pool(int number) => new()
    {
        Name = $"pgbouncer-{number}",
        Address = $"10.0.0.{26 + number}",
        Group = "pgbouncer",
        Roles = ImmutableArray.Create(RoleNames.PgBouncer),
    };

    private static DesiredNode Node(Topology topology, string name) => RoleCatalog.Known.Compose(Context(topology, name));

    private static RoleContext Context(Topology topology, string name) =>
        new() { Node = topology.Nodes.Single(x => x.Name == name), Topology = topology, Secrets = new Sample.Canaries() };
}
