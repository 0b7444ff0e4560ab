using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;
using GitLabHa.Core.Secrets;

namespace GitLabHa.Core.Drilling;

/// <summary>A client of the site, which measures what a fault means to GitLab.</summary>
public sealed record SiteClient
{
    /// <summary>What it is, in a word for reports.</summary>
    public required string Name { get; init; }

    /// <summary>Whether it writes, so that something can be lost.</summary>
    public required bool Writes { get; init; }

    /// <summary>The nodes that it can run on, the best first.</summary>
    public required Func<Topology, IEnumerable<Node>> Hosts { get; init; }

    /// <summary>Its script: it works in the folder given.</summary>
    public required Func<string, ClientTimes, Topology, ISecretSource, Command> Script { get; init; }

    /// <summary>The longest outage that the environment promises, in seconds; null: none is promised.</summary>
    public required Func<Objectives, int?> LongestOutage { get; init; }

    /// <summary>How many acknowledged writes the environment allows to be lost; null: it promises nothing.</summary>
    public required Func<GitLabEnvironment, int?> MostLost { get; init; }

    /// <summary>Inserts rows where Rails does: through the load balancer and PgBouncer.</summary>
    public static SiteClient Database { get; } = new()
    {
        Name = "Database",
        Writes = true,
        Hosts = x => x.Database is null ? [] : Applications(x),
        Script = ClientScript.Database,
        LongestOutage = x => x.DatabaseFailoverSeconds,
        // That nothing is lost is what a synchronous database is for, written or not; without it, replication promises nothing.
        MostLost = x => x.Objectives.DatabaseLostWrites ?? (x.Database.Synchronous ? 0 : null),
    };

    /// <summary>Asks Rails through the load balancer whether it is ready with all it depends on.</summary>
    public static SiteClient Web { get; } = Readiness("Web", "/-/readiness?all=1");

    /// <summary>
    /// Asks Rails through the load balancer as load balancers do. Praefect calls itself not ready while any Gitaly is down, and
    /// so does Rails with all it depends on; it must stay in rotation all the same.
    /// </summary>
    public static SiteClient Rotation { get; } = Readiness("Rotation", "/-/readiness");

    /// <summary>Writes to the Redis that the Sentinels name, as Rails does.</summary>
    public static SiteClient Redis(RedisCluster cluster) => new()
    {
        Name = "Redis",
        Writes = true,
        Hosts = Applications,
        Script = (folder, times, topology, secrets) => ClientScript.Redis(cluster, folder, times, topology, secrets),
        LongestOutage = x => x.RedisFailoverSeconds,
        MostLost = x => x.Objectives.RedisLostWrites,
    };

    private static SiteClient Readiness(string name, string path) => new()
    {
        Name = name,
        Writes = false,
        // The node that asks must be in the monitoring allowlist of Rails.
        Hosts = x => x.InternalApi is null ? [] : x.With(RoleNames.LoadBalancer),
        Script = (folder, times, topology, _) => ClientScript.Get(folder, times, topology, path, null),
        LongestOutage = x => x.WebFailoverSeconds,
        MostLost = _ => null,
    };

    private static IEnumerable<Node> Applications(Topology topology) =>
        new[] { RoleNames.Rails, RoleNames.Sidekiq, RoleNames.Redis, RoleNames.Postgres }.SelectMany(x => topology.With(x));
}
