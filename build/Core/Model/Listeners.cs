namespace GitLabHa.Core.Model;

/// <summary>The ports on which the programs of a role listen. Source: https://docs.gitlab.com/administration/package_information/defaults/</summary>
public static class Listeners
{
    private static readonly Listener[] Redis = [new("Redis", Ports.Redis), new("Sentinel", Ports.Sentinel), new("redis_exporter", 9121)];

    private static readonly Dictionary<string, Listener[]> ByRole = new()
    {
        [RoleNames.Consul] = [new("Consul", 8300, 8301, 8302, Ports.ConsulHttp, 8600)],
        [RoleNames.Redis] = Redis,
        [RoleNames.RedisCache] = Redis,
        [RoleNames.Postgres] =
            [new("PostgreSQL under Patroni", Ports.Postgres), new("Patroni", Ports.Patroni), new("postgres_exporter", 9187)],
        [RoleNames.PgBouncer] = [new("PgBouncer", Ports.PgBouncer), new("pgbouncer_exporter", 9188)],
        [RoleNames.PraefectPostgres] = [new("the PostgreSQL of Praefect", Ports.Postgres), new("postgres_exporter", 9187)],
        [RoleNames.Praefect] = [new("Praefect", Ports.Praefect, 9652)],
        [RoleNames.Gitaly] = [new("Gitaly", Ports.Gitaly, 9236)],
        [RoleNames.LoadBalancer] = [new("HAProxy", Ports.Http, Ports.GitSsh, Ports.PgBouncer, Ports.Praefect, 8404)],
        [RoleNames.Rails] =
            [new("nginx", Ports.Http, 8060), new("Puma", 8080), new("Workhorse", 9229), new("gitlab_exporter", 9168)],
        [RoleNames.Sidekiq] = [new("Sidekiq", 8082, Ports.SidekiqHealth)],
        [RoleNames.Monitoring] = [new("Prometheus", 9090), new("Alertmanager", 9093, 9094)],
    };

    /// <summary>What listens on a node with the role, beside what every node runs.</summary>
    public static IEnumerable<(int Port, string Program)> Of(string role) =>
        ByRole.GetValueOrDefault(role, []).SelectMany(x => x.Ports.Select(port => (port, x.Program)));

    /// <summary>The first port that programs of both roles listen on, and those programs; null when there is none.</summary>
    public static (int Port, string First, string Second)? Clash(string first, string second)
    {
        var others = Of(second).ToDictionary(x => x.Port, x => x.Program);
        foreach (var (port, program) in Of(first))
            if (others.TryGetValue(port, out var other)) return (port, program, other);
        return null;
    }

    private sealed record Listener(string Program, params int[] Ports);
}
