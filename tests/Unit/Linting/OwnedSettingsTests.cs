using GitLabHa.Core.Desired;
using GitLabHa.Core.Linting;
using GitLabHa.Core.Loading;
using GitLabHa.Core.Model;
using GitLabHa.Core.Rendering;
using GitLabHa.Core.Secrets;
using GitLabHa.Roles;
using GitLabHa.Tests.Unit.Loading;

namespace GitLabHa.Tests.Unit.Linting;

public sealed class OwnedSettingsTests
{
    // What operators may change of what the roles set. A new entry is a decision: does no node, check or script rely on it?
    private static readonly string[] Tunable =
    [
        "consul.configuration.performance.raft_multiplier", "gitaly.configuration.pack_objects_cache.enabled", "gitlab_kas.enable",
        "logrotate.enable",
        "nginx.real_ip_header", "patroni.postgresql.max_replication_slots", "patroni.postgresql.max_wal_senders", "patroni.use_pg_rewind",
        "pgbouncer.server_login_retry", "registry.enable", "sentinel.quorum", "sidekiq.concurrency", "sidekiq.queue_groups",
    ];

    public static TheoryData<string> Versions => ["16.6.0", "17.6.5", "18.2.8", "19.3.0"];

    [Theory]
    [MemberData(nameof(Versions))]
    public void Whatever_a_role_sets_is_refused_with_another_value_unless_it_is_listed(string version)
    {
        var allowed = new SortedSet<string>(StringComparer.Ordinal);
        foreach (var node in Sample.Topology(version).PackageNodes)
        {
            var rb = Rb(node.Name, RubyMap.Empty, version);
            foreach (var (path, value) in rb.Sections.SelectMany(x => Leaves(x.Value, [x.Key])))
            {
                var found = GitlabRbLinter.Lint(Rb(node.Name, Nested(path, Other(value)), version), Sample.Environment(version).Version);
                if (!found.Any(
                    x => x.Severity == Severity.Error && x.Key == string.Join('.', path) && x.Message.Contains("cannot be changed here")))
                    allowed.Add(string.Join('.', path));
            }
        }

        allowed.Select(x => x.Replace("gitlab_rails.nginx.", "nginx.", StringComparison.Ordinal)).Order(StringComparer.Ordinal)
            .ShouldBe(Tunable);
    }

    [Theory]
    [MemberData(nameof(Versions))]
    public void The_very_same_value_is_accepted(string version)
    {
        foreach (var node in Sample.Topology(version).PackageNodes)
        {
            var rb = Rb(node.Name, RubyMap.Empty, version);
            Rb(node.Name, rb.Sections, version).Overridden.ShouldBeEmpty();
        }
    }

    [Theory]
    [InlineData("redis-1", "redis.port", 6380, "must stay 6379")]
    [InlineData("redis-1", "sentinel.port", 26380, "must stay 26379")]
    [InlineData("redis-1", "consul.configuration.bootstrap_expect", 1, "the number of nodes with the role consul")]
    [InlineData("redis-1", "consul.http_port", 8600, "must stay 8500")]
    [InlineData("redis-1", "consul.configuration.ports.http", -1, "must stay 8500")]
    [InlineData("postgres-1", "postgresql.port", 5433, "must stay 5432")]
    [InlineData("postgres-1", "patroni.port", 8009, "must stay 8008")]
    [InlineData("postgres-1", "patroni.scope", "other", "must stay 'postgresql-ha'")]
    [InlineData("postgres-1", "patroni.consul.url", "http://127.0.0.1:1", "must stay 'http://127.0.0.1:8500'")]
    [InlineData("postgres-1", "patroni.tls_certificate_file", "/etc/x", "must stay unset")]
    [InlineData("postgres-1", "pgbouncer.listen_port", 6433, "must stay 6432")]
    [InlineData("postgres-1", "pgbouncer.databases.gitlabhq_production.host", "10.0.0.9", "must stay '127.0.0.1'")]
    [InlineData("postgres-1", "postgres_exporter.enable", false, "the services of a node follow from the roles of its group")]
    [InlineData("gitaly-1", "gitaly.configuration.listen_addr", "0.0.0.0:9999", "must stay '0.0.0.0:8075'")]
    [InlineData("praefect-1", "praefect.dir", "/srv", "must stay '/var/opt/gitlab/praefect'")]
    [InlineData("rails-1", "gitlab_rails.db_host", "10.0.0.9", "load_balancer.internal_host in environment.yml")]
    [InlineData("rails-1", "gitlab_rails.db_database", "other", "must stay 'gitlabhq_production'")]
    [InlineData("rails-1", "gitlab_rails.backup_path", "/mnt", "must stay '/var/opt/gitlab/backups'")]
    [InlineData("rails-1", "nginx.listen_port", 8080, "must stay 80")]
    [InlineData("rails-1", "sidekiq.health_checks_listen_port", 8093, "must stay 8092")]
    [InlineData("rails-1", "puma.enable", false, "the services of a node follow from the roles of its group")]
    [InlineData("rails-1", "user.username", "gitlab", "must stay 'git'")]
    [InlineData("rails-1", "gitlab_rails.repositories_storages", null, "set nodes.storage in the file of the gitaly group")]
    [InlineData("redis-1", "sentinel.use_hostnames", true, "must stay false")]
    [InlineData("redis-2", "redis.announce_port", 6380, "must stay unset")]
    [InlineData("gitaly-1", "consul.configuration.ports.serf_lan", 9301, "must stay 8301")]
    [InlineData("gitaly-1", "consul.configuration.node_name", "other", "set nodes.name in the group's file")]
    [InlineData("rails-1", "gitlab_rails.databases.main.db_host", "10.0.0.9", "load_balancer.internal_host in environment.yml")]
    [InlineData("rails-1", "gitlab_rails.gitlab_relative_url", "/git", "must stay unset")]
    [InlineData("rails-1", "nginx.proxy_protocol", true, "must stay false")]
    [InlineData("lb-1", "redis.port", 6380, null)]
    [InlineData("postgres-1", "patroni.port", "8008", null)]
    [InlineData("postgres-1", "patroni.scope", null, null)]
    [InlineData("postgres-1", "pgbouncer.default_pool_size", 50, null)]
    [InlineData("rails-1", "sidekiq.concurrency", 20, null)]
    [InlineData("redis-1", "redis.maxmemory", "4gb", null)]
    public void An_operators_setting_on_a_node_gives(string node, string path, object? value, string? expected)
    {
        RubyValue ruby = value switch { int x => x, bool x => x, string x => x, _ => new RubyNil() };
        if (Composed(node, Nested(path.Split('.'), ruby), "18.2.8").GitlabRb is not { } rb)
        {
            expected.ShouldBeNull("the node runs no gitlab package");
            return;
        }

        var findings = GitlabRbLinter.Lint(rb, new(18, 2, 8)).Where(x => x.Message.Contains("cannot be changed here")).ToList();

        if (expected is null) findings.ShouldBeEmpty();
        else findings.Single().ToString().ShouldContain(expected);
    }

    [Fact]
    public void A_list_that_keeps_what_the_topology_lists_may_hold_more()
    {
        RubyMap Whitelist(params string[] networks) => Nested(["gitlab_rails", "monitoring_whitelist"], RubyValue.List(networks));

        Rb("rails-1", Whitelist("127.0.0.0/8", "::1/128", "10.0.0.51/32", "10.9.0.0/16"), "18.2.8").Overridden.ShouldBeEmpty();
        Rb("rails-1", Whitelist("127.0.0.0/8", "10.9.0.0/16"), "18.2.8").Overridden.Single()
            .Key.ShouldBe("gitlab_rails.monitoring_whitelist");
    }

    [Fact]
    public void A_secret_of_the_store_is_named_and_not_shown()
    {
        var rb = Rb("redis-1", Nested(["redis", "password"], "other"), "18.2.8");

        GitlabRbLinter.Lint(rb, new(18, 2, 8)).Single().ToString().ShouldBe(
            "error: redis.password: cannot be changed here, it is the secret ‹redis_password›: other nodes use the same one from the "
                + "secrets store; remove this line");
    }

    [Fact]
    public void Each_finding_has_its_place_and_stands_once_with_its_group()
    {
        using var environments = new TemporaryEnvironments();
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Repository.Environments, "prod")))
            environments.Write($"x/{Path.GetFileName(file)}", File.ReadAllText(file));
        environments.Write(
            "x/redis.yml",
            File.ReadAllText(Path.Combine(Repository.Environments, "prod", "redis.yml")) + "settings:\n  redis:\n    port: 6380\n");
        environments.Write("x/environment.yml", File.ReadAllText(Path.Combine(Repository.Environments, "prod", "environment.yml"))
            .Replace("    time_zone: Asia/Seoul", "    time_zone: Asia/Seoul\n    db_port: 1\n    time_zome: x", StringComparison.Ordinal));
        var topology = new Topology(environments.Load("x"));
        var line = 1 + File.ReadAllLines(Path.Combine(environments.Path, "x", "redis.yml")).ToList().IndexOf("  redis:");

        var found = Lint(topology);

        var port = found.Single(x => x.Finding.Key == "redis.port");
        port.ToString().ShouldStartWith($"environments/x/redis.yml:{line + 1}:5: redis.port: cannot be changed here, it must stay 6379: ");
        port.ToString().ShouldEndWith(" (redis)");
        found.Single(x => x.Finding.Key == "gitlab_rails.db_port").Who.ShouldBe("rails");
        found.Single(x => x.Finding.Key == "gitlab_rails.time_zome").Who.ShouldBe("all nodes");
        found.Single(x => x.Finding.Key == "gitlab_rails.time_zome").Place!.Value.File.ShouldBe("environments/x/environment.yml");
        found.Count.ShouldBe(3);
    }

    private static IReadOnlyList<NodesFinding> Lint(Topology topology) => SiteLinter.Lint(
        topology.Nodes.Select(
            x => RoleCatalog.Known.Compose(new RoleContext { Node = x, Topology = topology, Secrets = new FixedSecrets() })), topology);

    private static GitlabRb Rb(string node, RubyMap settings, string version) => Composed(node, settings, version).GitlabRb!;

    private static DesiredNode Composed(string node, RubyMap settings, string version)
    {
        var topology = new Topology(Sample.Environment(version) with { Settings = settings });
        return RoleCatalog.Known.Compose(
            new RoleContext { Node = topology.Nodes.Single(x => x.Name == node), Topology = topology, Secrets = new FixedSecrets() });
    }

    private static RubyMap Nested(IEnumerable<string> path, RubyValue value) =>
        (RubyMap)path.Reverse().Aggregate(value, (inner, key) => RubyValue.Map((key, inner)));

    private static IEnumerable<(string[] Path, RubyValue Value)> Leaves(RubyValue value, string[] path) =>
        value is RubyMap { Count: > 0 } map
        ? map.SelectMany(x => Leaves(x.Value, [.. path, x.Key]))
        : [(path, value)];

    private static RubyValue Other(RubyValue value) => value switch
    {
        RubyString x => x.Text + "x",
        RubyInteger x => x.Value + 1,
        RubyBoolean x => !x.Value,
        _ => new RubyNil(),
    };
}
