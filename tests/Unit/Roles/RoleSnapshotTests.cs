using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Roles;

namespace GitLabHa.Tests.Unit.Roles;

public sealed class RoleSnapshotTests
{
    public static TheoryData<string, string> Nodes()
    {
        var data = new TheoryData<string, string>();
        foreach (var node in new[] { "redis-1", "redis-2", "postgres-1", "praefect-postgres-1", "praefect-1", "praefect-2", "gitaly-2",
            "lb-1", "rails-1", "rails-2" })
            data.Add(node, "18.2.8");
        foreach (var version in new[] { "16.6.10", "17.11.7", "19.3.0" })
            foreach (var node in new[] { "gitaly-1", "rails-1" })
                data.Add(node, version);
        foreach (var version in new[] { "16.6.10", "17.0.0", "19.3.0" }) data.Add("redis-1", version);
        return data;
    }

    [Theory]
    [MemberData(nameof(Nodes))]
    public void A_node_is_rendered_as_it_was_read_and_accepted(string node, string version)
    {
        var desired = RoleCatalog.Known.Compose(Sample.Context(node, version));

        var text = string.Concat(desired.Files.Select(x => $"=== {x.Path} {x.Owner} {x.Mode}\n{x.Content.Masked}\n"));

        Snapshot.Matches(text, $"{node}-{version}.txt");
    }

    [Fact]
    public void No_secret_is_in_what_is_shown()
    {
        foreach (var node in Sample.Topology().Nodes)
        {
            var desired = RoleCatalog.Known.Compose(Sample.Context(node.Name));
            foreach (var file in desired.Files) file.Content.Masked.ShouldNotContain(Sample.Canaries.Word);
            foreach (var ensure in desired.Ensures) $"{ensure.Probe} {ensure.Apply}".ShouldNotContain(Sample.Canaries.Word);
        }
    }

    [Fact]
    public void The_live_Redis_master_is_master_wherever_it_is()
    {
        var live = new LiveState { RedisMaster = "10.0.0.12" };

        Rb("redis-1", live).ShouldContain("redis_replica_role");
        Rb("redis-2", live).ShouldContain("redis_master_role");
        foreach (var node in new[] { "redis-1", "redis-2", "redis-3" }) Rb(node, live).ShouldContain("redis['master_ip'] = '10.0.0.12'");
    }

    [Theory]
    [InlineData("16.6.10", "redis_exporter['flags'] = { 'redis.addr' => 'redis://10.0.0.12:6379' }", "gitlab_rails['redis_")]
    [InlineData("16.9.0", "gitlab_rails['redis_host'] = '10.0.0.12'\ngitlab_rails['redis_port'] = 6379", "redis.addr")]
    [InlineData("17.0.0", "gitlab_rails['redis_host'] = '10.0.0.12'\ngitlab_rails['redis_port'] = 6379", "redis.addr")]
    [InlineData("17.1.0", "gitlab_rails['redis_sentinel_master_ip'] = '10.0.0.12'\ngitlab_rails['redis_sentinel_master_port'] = 6379",
        "redis.addr")]
    [InlineData("19.3.0", "gitlab_rails['redis_sentinel_master_ip'] = '10.0.0.12'\ngitlab_rails['redis_sentinel_master_port'] = 6379",
        "redis.addr")]
    public void The_Redis_exporter_asks_the_Redis_of_its_own_node_whoever_is_master(string version, string has, string hasNot)
    {
        var text = RoleCatalog.Known.Compose(Sample.Context("redis-2", version, new LiveState { RedisMaster = "10.0.0.13" }))
            .Files[0].Content.Masked;

        text.ShouldContain(has);
        text.ShouldNotContain(hasNot);
        text.ShouldContain("redis_exporter['env'] = { 'REDIS_PASSWORD' => '‹redis_password›' }");
    }

    [Fact]
    public void Only_the_first_Praefect_migrates()
    {
        Rb("praefect-1").ShouldContain("praefect['auto_migrate'] = true");
        Rb("praefect-2").ShouldContain("praefect['auto_migrate'] = false");
    }

    [Fact]
    public void Migrations_go_straight_to_the_live_leader()
    {
        var desired = RoleCatalog.Known.Compose(Sample.Context("rails-1", live: new LiveState { PostgresLeader = "10.0.0.22" }));

        var migrating = desired.MigratingGitlabRb.ShouldNotBeNull().Content.Masked;

        migrating.ShouldContain("gitlab_rails['db_host'] = '10.0.0.22'");
        migrating.ShouldContain("gitlab_rails['db_port'] = 5432");
        migrating.ShouldContain("gitlab_rails['auto_migrate'] = true");
        RoleCatalog.Known.Compose(Sample.Context("rails-2")).MigratingGitlabRb.ShouldBeNull();
    }

    [Fact]
    public void Every_role_has_a_unique_name_and_a_description()
    {
        RoleCatalog.Known.Traits.Select(x => x.Name).Distinct().Count().ShouldBe(RoleCatalog.Known.All.Length);
        RoleCatalog.Known.Traits.ShouldAllBe(x => x.Description.Length > 10);
    }

    [Fact]
    public void The_monitoring_node_is_rendered_too()
    {
        var topology = Sample.Topology();
        var node = topology.Nodes[0] with { Roles = [RoleNames.Monitoring], Name = "gitaly-1" };

        RoleCatalog.Known.Compose(Sample.Context("gitaly-1") with { Node = node }).GitlabRb!.Roles.ShouldBe(["monitoring_role"]);
    }

    private static string Rb(string node, LiveState? live = null) =>
        RoleCatalog.Known.Compose(Sample.Context(node, live: live)).GitlabRb!.Render().Masked;
}
