using GitLabHa.Core.Checks;
using GitLabHa.Core.Checks.Consul;
using GitLabHa.Core.Checks.PgBouncer;
using GitLabHa.Core.Checks.Postgres;
using GitLabHa.Core.Checks.Redis;
using GitLabHa.Core.Checks.Services;
using GitLabHa.Core.Model;

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
        new RedisReplication(SampleSite.Node("redis-1"), Site, SampleSite.Secret("redis_password")),
        new RedisOneMaster(Site, SampleSite.Secret("redis_password")),
        new SentinelQuorum(SampleSite.Node("redis-1"), Site),
        new SentinelAgreement(Site, SampleSite.Secret("redis_password")),
        new PatroniMembers(SampleSite.Node("postgres-1"), Site),
        new PostgresReplication(Site),
        new PostgresAnswers(SampleSite.Node("postgres-1"), "praefect_production", Components.Praefect),
        new PgBouncerLeader(Site.With(RoleNames.PgBouncer), Site.With(RoleNames.Postgres), SampleSite.Secret("pgbouncer_password")),
    ];

    public static TheoryData<string> Ids => [.. All.Select(x => x.Id)];

    public static Check Of(string id) => All.Single(x => x.Id == id);
}
