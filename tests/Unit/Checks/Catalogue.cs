using System.Collections.Immutable;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Checks.Services;
using GitLabHa.Core.Checks.Site;
using GitLabHa.Core.Model;
using GitLabHa.Roles.Checks;

namespace GitLabHa.Tests.Unit.Checks;

/// <summary>One of each kind of check, as the sample site has it.</summary>
internal static class Catalogue
{
    private static Topology Site => SampleSite.Topology;

    public static IReadOnlyList<Check> All { get; } =
    [
        new ServicesRunning(SampleSite.Node("postgres-1"), ["consul", "logrotate", "patroni"]),
        new ConsulMembers(SampleSite.Node("consul-1"), Site),
        new ConsulRaft(SampleSite.Node("consul-1"), Site),
        new ConsulLeader(Site),
        new ConsulCritical(SampleSite.Node("consul-1"), Site),
        new RedisReplication(SampleSite.Node("redis-1"), RedisCluster.Main, Site, SampleSite.Secret("redis_password")),
        new RedisOneMaster(RedisCluster.Main, Site, SampleSite.Secret("redis_password")),
        new SentinelQuorum(SampleSite.Node("redis-1"), RedisCluster.Main, Site),
        new SentinelAgreement(RedisCluster.Main, Site, SampleSite.Secret("redis_password")),
        new PatroniMembers(SampleSite.Node("postgres-1"), Site),
        new PostgresReplication(Site),
        new PostgresMajor(SampleSite.Node("postgres-2"), "/var/opt/gitlab/postgresql/data", 15, Follows: true),
        new PostgresAnswers(SampleSite.Node("postgres-1"), "praefect_production", Components.Praefect),
        new PraefectSqlPing(SampleSite.Node("praefect-1")),
        new PraefectDialNodes(SampleSite.Node("praefect-1"), Site.With(RoleNames.Gitaly)),
        new PraefectCheck(SampleSite.Node("praefect-1")),
        new PraefectDataLoss(SampleSite.Node("praefect-1")),
        new PraefectRepositories(
            SampleSite.Node("postgres-1"),
            SampleSite.Node("postgres-2"),
            [.. Site.With(RoleNames.Gitaly).Take(2).Select(x => (x, x.Name))]),
        new GitalyApi(SampleSite.Node("gitaly-1")),
        new GitalyStorage(SampleSite.Node("gitaly-1"), "gitaly-1"),
        new RailsHealth(SampleSite.Node("rails-1")),
        RailsReadiness.OfNode(SampleSite.Node("rails-1")),
        RailsReadiness.Through(SampleSite.Node("lb-1"), Site.InternalApi!),
        new SidekiqReadiness(SampleSite.Node("sidekiq-1")),
        new GitSsh(SampleSite.Node("rails-1")),
        new GitSshBalanced(SampleSite.Node("lb-1"), Ports.GitSsh, Site.With(RoleNames.Rails)),
        new RailsGitaly(SampleSite.Node("rails-1"), Site),
        new RailsStorages(SampleSite.Node("rails-1"), SampleSite.Sharded),
        new RailsRedis(SampleSite.Node("rails-1"), Site),
        new BackgroundMigrations(SampleSite.Node("postgres-1"), SampleSite.Node("rails-1")),
        new DatabaseHosts(SampleSite.Node("rails-1"), Site),
        new PgBouncerReads(SampleSite.Node("postgres-1"), SampleSite.Secret("pgbouncer_password")),
        new RailsMigrations(SampleSite.Node("rails-1")),
        new PrometheusTargets(SampleSite.Node("lb-1"), Site),
        new HAProxyBackends(SampleSite.Node("lb-1"), []),
        new SameSecrets([.. Site.PackageNodes.Take(3)]),
        new SameHostKeys(Site.With(RoleNames.Rails)),
        new PackageVersions([.. Site.PackageNodes.Take(3)], Site.Environment.Version),
        new RunningVersions(Site.With(RoleNames.Rails)),
        new Clocks([.. Site.Nodes.Take(3)]),
        new DiskSpace([.. Site.Nodes.Take(3).Select(x => (x, (ImmutableArray<string>)["/", "/var/opt/gitlab"]))]),
        new PgBouncerLeader(Site.With(RoleNames.PgBouncer), Site.With(RoleNames.Postgres), SampleSite.Secret("pgbouncer_password")),
    ];

    public static TheoryData<string> Ids => [.. All.Select(x => x.Id)];

    public static Check Of(string id) => All.Single(x => x.Id == id);
}
