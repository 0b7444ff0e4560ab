using GitLabHa.Core.Checks;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Drilling;
using GitLabHa.Core.Model;
using GitLabHa.Core.Planning;
using GitLabHa.Core.Rendering;
using GitLabHa.Core.Secrets;
using GitLabHa.Roles.Checks;

namespace GitLabHa.Roles;

/// <summary>
/// Redis with a Sentinel beside it: one for everything and, on separate nodes, one for the cache alone.
/// Source: https://docs.gitlab.com/administration/redis/replication_and_failover/
/// </summary>
public sealed class RedisRole(RedisCluster cluster) : Role
{
    private const string TwoMasters = "Rails there would take the master of the cache for the main one: both are redis['master_name']";

    /// <inheritdoc />
    public override RoleTraits Traits { get; } = new()
    {
        Name = cluster.Role,
        Description = cluster == RedisCluster.Cache
            ? "Redis and a Sentinel for the cache alone; redis keeps queues, sessions and shared state"
            : "Redis and a Sentinel: queues, sessions, shared state, and the cache unless redis_cache serves it",
        Stage = Stage.Consensus,
        Upgrade = new(cluster == RedisCluster.Cache ? 51 : 50, StopsAlone: true),
        Needs = cluster == RedisCluster.Cache ? [RoleNames.Redis] : [],
        Count = new()
        {
            Voters = "Sentinel",
            OneGroup = cluster == RedisCluster.Cache
                ? "there is one master of the cache, the first node of the group"
                : "there is one Redis master, the first node of the group",
        },
        Keeps = cluster == RedisCluster.Cache ? "the cache" : "queues, sessions and shared state",
        EnterpriseProgram = "Sentinel",
        Balanced = false,
        WaitsFor = null,
        NotBeside = cluster == RedisCluster.Cache ? [(RoleNames.Rails, TwoMasters), (RoleNames.Sidekiq, TwoMasters)] : [],
        Listeners = [new("Redis", Ports.Redis), new("Sentinel", Ports.Sentinel), new("redis_exporter", 9121)],
    };

    /// <inheritdoc />
    public override IEnumerable<Drain> Drains(RoleContext context) => [];

    /// <inheritdoc />
    public override Rollout Rollout(RoleContext context) =>
        Core.Planning.Rollout.PrimaryLast(new HandOver(IsMaster(context.Node), FailOver(context))
        {
            Primary = cluster == RedisCluster.Cache ? "Redis master of the cache" : "Redis master",
            IsHeld = context.Live.MasterOf(cluster) == context.Node.Address,
        });

    /// <summary>
    /// Omnibus restarts Redis when redis.conf changes, which is made of these settings alone.
    /// Source: https://gitlab.com/gitlab-org/omnibus-gitlab/-/blob/master/files/gitlab-cookbooks/redis/resources/service.rb
    /// </summary>
    public override bool TakesInPlace(string setting) =>
        !setting.StartsWith("redis.", StringComparison.Ordinal) && setting is not ("roles" or "external_url");

    private Command IsMaster(Node node) => Command.Shell(
        $"sentinel get-master-addr-by-name {cluster.MasterName}",
        """
        master=$(timeout 2 /opt/gitlab/embedded/bin/redis-cli -h "$1" -p 26379 sentinel get-master-addr-by-name "$2" | head -n 1)
        [ "$master" = "$1" ]
        """,
        node.Address,
        cluster.MasterName);

    // Each Sentinel learns of the new master by itself, and while they disagree the next role of the old one is unknown.
    // A Sentinel refuses (INPROG, NOGOODSLAVE) until its previous failover has ended and its replicas are attached, at the
    // latest after sentinel['failover_timeout'], a minute by default; in TILT mode it does nothing for half a minute. Until the
    // failover has ended the old master acknowledges writes that are lost, unless its clients have to wait:
    // https://redis.io/docs/latest/commands/client-pause/
    private Command FailOver(RoleContext context) => Command.Shell(
        $"sentinel failover {cluster.MasterName}",
        EmbeddedScript.Of(typeof(RedisRole), "redis-failover.sh"),
        [string.Join(' ', context.Departing.Where(x => x.Has(Name)).Select(x => x.Address)), cluster.MasterName, context.Node.Address,
            .. context.Topology.With(Name).Where(x => x != context.Node).Select(x => x.Address)]) with
    {
        Input = SecretText.Of($"{context.Demanded(cluster.PasswordSecret)}\n"),
        Timeout = TimeSpan.FromMinutes(2),
    };

    /// <summary>
    /// A Sentinel keeps every replica and Sentinel that it has seen in its state until it is reset; they are reset one at a time.
    /// Source: https://redis.io/docs/latest/operate/oss_and_stack/management/sentinel/#adding-or-removing-sentinels
    /// </summary>
    public override IEnumerable<Follow> Forget(RoleContext context)
    {
        var stay = context.Topology.With(Name);
        return stay.Select(x => new Follow(
            x,
            Command.Shell(
                $"sentinel reset {cluster.MasterName}", EmbeddedScript.Of(typeof(RedisRole), "sentinel-reset.sh"), x.Address,
                cluster.MasterName, $"{stay.Length - 1}") with
            { Timeout = TimeSpan.FromMinutes(2) },
            "its Sentinel must not count what has left"));
    }

    /// <inheritdoc />
    public override void Configure(GitlabRb rb, RoleContext context)
    {
        var nodes = context.Topology.With(Name);
        // The master is the node that Sentinel names; the first node only before there is one. Rendering another node makes
        // a reconfigure demote the master: https://gitlab.com/gitlab-org/omnibus-gitlab/-/merge_requests/2651
        var master = context.Live.MasterOf(cluster) ?? nodes[0].Address;
        var password = context.Demanded(cluster.PasswordSecret);
        rb.Role(master == context.Node.Address ? "redis_master_role" : "redis_replica_role", "redis_sentinel_role");
        rb.Set(
            "redis",
            ("bind", "0.0.0.0"),
            ("port", Ports.Redis),
            ("password", password),
            ("announce_ip", context.Node.Address),
            ("master_name", cluster.MasterName),
            ("master_password", password),
            ("master_ip", master),
            ("master_port", Ports.Redis));
        rb.Set("sentinel", ("bind", "0.0.0.0"), ("quorum", (nodes.Length / 2) + 1));
        // More than a majority is the operator's choice; the loader refuses less.
        rb.Tunable("sentinel.quorum");
        // Rails, the checks and the failover ask Sentinel there, without a password.
        rb.Assume("sentinel", ("port", Ports.Sentinel), ("password", new RubyNil()));
        // The master is compared by its address.
        rb.Assume("redis", ("announce_port", new RubyNil()), ("announce_ip_from_hostname", false));
        rb.Assume("sentinel", ("use_hostnames", false), ("announce_port", new RubyNil()));
        rb.Set("redis_exporter", ("listen_address", "0.0.0.0:9121"), ("env", RubyValue.Map(("REDIS_PASSWORD", password))));
        ExporterAddress(rb, context);
        if (cluster != RedisCluster.Cache) return;
        // The least used keys are evicted first; without redis['maxmemory'] none is.
        // Source: https://docs.gitlab.com/administration/redis/replication_and_failover/#running-multiple-redis-clusters
        rb.Set("redis", ("maxmemory_policy", "allkeys-lru"), ("maxmemory_samples", 5));
        rb.Tunable("redis.maxmemory_policy", "redis.maxmemory_samples");
    }

    // Arguments are in every process list, so the password is in the exporter's environment. From 16.9 on Omnibus appends an
    // address after redis_exporter['flags'], and the last one counts. It is made from what Rails on this node would use: beside
    // a Redis without Sentinels that is gitlab_rails['redis_host'], by default redis['bind'], with the password in it; with
    // Sentinels it is gitlab_rails['redis_sentinel_master_ip'], without one, and that can be set from 17.1 on.
    // https://gitlab.com/gitlab-org/omnibus-gitlab/-/blob/master/files/gitlab-cookbooks/package/libraries/helpers/redis_helper/base.rb
    private void ExporterAddress(GitlabRb rb, RoleContext context)
    {
        var address = context.Node.Address;
        if (context.Version.AtLeast(17, 1))
            rb.Set(
                "gitlab_rails", ("redis_sentinels", SentinelList(context, cluster)), ("redis_sentinel_master_ip", address),
                ("redis_sentinel_master_port", Ports.Redis));
        else if (context.Version.AtLeast(16, 9))
            rb.Set("gitlab_rails", ("redis_host", address), ("redis_port", Ports.Redis));
        else
            rb.Set("redis_exporter", "flags", RubyValue.Map(("redis.addr", $"redis://{address}:{Ports.Redis}")));
    }

    /// <summary>The Sentinels as gitlab_rails['redis_sentinels'] names them.</summary>
    internal static RubyValue SentinelList(RoleContext context, RedisCluster cluster) =>
        RubyValue.List(context.Topology.SentinelsOf(cluster).Select(x => (RubyValue)RubyValue.Map(("host", x.Host), ("port", x.Port))));

    /// <inheritdoc />
    public override IEnumerable<Check> MayLeave(RoleContext context) => [];

    /// <summary>
    /// While its password is replaced, Redis takes both: those of its user default are added and removed as it runs.
    /// Source: https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/
    /// </summary>
    public override IEnumerable<Ensure> Ensures(RoleContext context)
    {
        var (name, rotation) = (cluster.PasswordSecret, context.Secrets.Rotation);
        if (!rotation.Names.Contains(name)) yield break;
        var both = rotation.IsLenient(name);
        var (old, next) = (context.Secrets.Get(name), context.Secrets.Get(Rotation.NextOf(name)));
        var input = SecretText.Of($"{next}\n{old}\n");
        var functions = EmbeddedScript.Of(typeof(RedisRole), "redis-passwords.sh") + "\n";
        yield return new Ensure
        {
            Title = both ? "Redis takes both passwords" : "Redis takes its next password alone",
            Probe = Command.Shell("redis-cli ping, with both passwords", functions + (both ? "takes_both" : "takes_next"),
                context.Node.Address) with
            { Input = input },
            Apply = Command.Shell("redis-cli acl setuser default", functions + (both ? "add" : "remove"), context.Node.Address) with
            {
                Input = input,
            },
        };
    }

    /// <inheritdoc />
    public override IEnumerable<Check> Gates(RoleContext context) => RedisChecks.Gates(context, cluster);

    /// <inheritdoc />
    public override IEnumerable<Check> Checks(RoleContext context) => RedisChecks.For(context, cluster);

    /// <inheritdoc />
    public override IEnumerable<string> DataDirectories(RoleContext context) => ["/var/opt/gitlab/redis"];

    /// <inheritdoc />
    public override IEnumerable<string> Enables(RoleContext context) => ["redis", "redis_exporter", "sentinel"];

    /// <inheritdoc />
    public override IEnumerable<string> Services(RoleContext context) => ["redis", "sentinel", "redis-exporter"];

    /// <inheritdoc />
    public override IEnumerable<Scenario> Drills => RedisDrills.Of(cluster);
}
