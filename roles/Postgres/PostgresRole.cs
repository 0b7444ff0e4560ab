using System.Collections.Immutable;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Drilling;
using GitLabHa.Core.Model;
using GitLabHa.Core.Planning;
using GitLabHa.Core.Rendering;
using GitLabHa.Core.Upgrading.Postgres;
using GitLabHa.Roles.Checks;
using GitLabHa.Roles.MajorUpgrade;

namespace GitLabHa.Roles;

/// <summary>PostgreSQL under Patroni. Source: https://docs.gitlab.com/administration/postgresql/replication_and_failover/</summary>
public sealed class PostgresRole : Role
{
    /// <inheritdoc />
    public override RoleTraits Traits { get; } = new()
    {
        Name = RoleNames.Postgres,
        Description = "PostgreSQL under Patroni: the main database",
        Stage = Stage.Database,
        Upgrade = new(20, StopsAlone: false),
        Needs = [RoleNames.Consul],
        Count = new() { OneGroup = "all nodes of a Patroni cluster must have the same settings", FailsOver = true },
        Keeps = "the main database",
        EnterpriseProgram = "Patroni",
        Balanced = false,
        WaitsFor = null,
        NotBeside = [],
        Listeners = [new("PostgreSQL under Patroni", Ports.Postgres), new("Patroni", Ports.Patroni), new("postgres_exporter", 9187)],
    };

    /// <inheritdoc />
    public override Rollout Rollout(RoleContext context) => Core.Planning.Rollout.PrimaryLast(Switchover.Of(context)) with
    {
        AdmitsFirst = true,
    };

    // What a reload of Patroni and PostgreSQL takes: who may connect, and the passwords of roles, which Omnibus sets on the leader alone.
    // https://gitlab.com/gitlab-org/omnibus-gitlab/-/blob/master/files/gitlab-cookbooks/patroni/recipes/enable.rb
    private static readonly ImmutableHashSet<string> Reloaded =
    [
        "postgresql.trust_auth_cidr_addresses", "postgresql.md5_auth_cidr_addresses", "postgresql.custom_pg_hba_entries",
        "postgresql.sql_user_password", "postgresql.sql_replication_password", "postgresql.pgbouncer_user_password",
        "patroni.allowlist", "patroni.password", "patroni.replication_password",
    ];

    /// <inheritdoc />
    public override bool TakesInPlace(string setting) =>
        Reloaded.Contains(setting)
        || !(setting.StartsWith("postgresql.", StringComparison.Ordinal) || setting.StartsWith("patroni.", StringComparison.Ordinal)
            || setting is "roles" or "external_url");

    /// <inheritdoc />
    public override IMajorUpgrade MajorUpgrade { get; } = new PostgresMajorUpgrade();

    /// <inheritdoc />
    public override void Configure(GitlabRb rb, RoleContext context)
    {
        rb.Role("patroni_role");
        Database(rb, context);
        Patroni(rb, context);
        Defaults(rb);
        rb.Set("consul", "services", RubyValue.List(["postgresql"]));
        // Reads use this node's own PostgreSQL, so its PgBouncer has no watch of the leader.
        if (context.Topology.ReadsFromReplicas) PgBouncerPool.Configure(rb, context);
        rb.Set("postgres_exporter", "listen_address", "0.0.0.0:9187");
    }

    /// <inheritdoc />
    public override IEnumerable<DesiredFile> Files(RoleContext context) =>
        context.Topology.ReadsFromReplicas ? PgBouncerPool.Files(context) : [];

    /// <inheritdoc />
    public override IEnumerable<Ensure> Ensures(RoleContext context)
    {
        yield return PendingRestart.Ensure(context.Node);

        // gitlab.rb has no setting for it, and a reconfigure replaces Patroni's dynamic configuration. The answer of
        // Patroni's own API is up to ten seconds old.
        var wanted = context.Environment.Database.Synchronous ? "true" : "false";
        yield return new Ensure
        {
            Title = $"Patroni's synchronous_mode is {wanted}",
            Probe = Command.Shell(
                "patronictl show-config",
                $"""
                url='http://127.0.0.1:{Ports.ConsulHttp}/v1/kv/service/postgresql-ha/config?raw'
                config=$(curl -q -sf -m 3 --retry 2 --retry-delay 1 "$url" | tr -d ' ')
                [ -n "$config" ] || exit 1
                case "$config" in *'"synchronous_mode":true'*) is=true ;; *) is=false ;; esac
                [ "$is" = "$1" ]
                """,
                wanted),
            Apply = Command.Of(
                "/opt/gitlab/embedded/bin/patronictl", "-c", "/var/opt/gitlab/patroni/patroni.yaml",
                "edit-config", "--force", "--quiet", "-s", $"synchronous_mode={wanted}"),
        };
    }

    /// <inheritdoc />
    public override IEnumerable<Check> MayLeave(RoleContext context) => [];

    /// <inheritdoc />
    public override IEnumerable<Check> Gates(RoleContext context) => PostgresChecks.Gates(context);

    /// <inheritdoc />
    public override IEnumerable<Check> Checks(RoleContext context) =>
        [.. PostgresChecks.For(context), .. context.Topology.ReadsFromReplicas ? [PgBouncerChecks.OfReads(context)] : Array.Empty<Check>()];

    /// <inheritdoc />
    public override IEnumerable<string> DataDirectories(RoleContext context) => ["/var/opt/gitlab/postgresql"];

    /// <inheritdoc />
    public override IEnumerable<string> Enables(RoleContext context) =>
        ["patroni", "postgresql", "postgres_exporter", .. context.Topology.ReadsFromReplicas ? PgBouncerPool.Enables : []];

    /// <inheritdoc />
    public override IEnumerable<string> Services(RoleContext context) =>
        ["patroni", "postgres-exporter", .. context.Topology.ReadsFromReplicas ? PgBouncerPool.Services : []];

    private static void Database(GitlabRb rb, RoleContext context)
    {
        var lenient = context.IsLenient(SecretNames.Postgres);
        string[] applications = [.. context.Topology.Cidrs(RoleNames.Rails, RoleNames.Sidekiq)];
        rb.Set(
        "postgresql",
        ("listen_address", "0.0.0.0"),
        // A restart belongs to the rollout, leader last, not to a reconfigure: https://gitlab.com/gitlab-org/omnibus-gitlab/-/issues/9454
        ("auto_restart_on_version_change", false),
        ("sql_user_password", context.Demanded(SecretNames.Postgres).PostgresMd5("gitlab")),
        ("sql_replication_password", context.Demanded(SecretNames.PostgresReplication).PostgresMd5("gitlab_replicator")),
        ("pgbouncer_user_password", context.Demanded(SecretNames.PgBouncer).PostgresMd5("pgbouncer")),
        ("trust_auth_cidr_addresses", RubyValue.List(
            [.. context.Topology.Cidrs(RoleNames.Postgres, RoleNames.PgBouncer), "127.0.0.1/32", .. lenient ? applications : []])),
        // Migrations and backups bypass PgBouncer and log in with a password, except while it is replaced.
        ("md5_auth_cidr_addresses", RubyValue.List(lenient ? [] : applications)));
    }

    // Defaults that others rely on: Rails, PgBouncer, Consul's watch, the checks, backups and pg-upgrade.
    private static void Defaults(GitlabRb rb)
    {
        rb.Assume(
            "postgresql",
            ("port", Ports.Postgres),
            ("dir", "/var/opt/gitlab/postgresql"),
            ("sql_user", "gitlab"),
            ("sql_replication_user", "gitlab_replicator"),
            ("pgbouncer_user", "pgbouncer"));
        rb.Assume("gitlab_rails", ("db_database", "gitlabhq_production"), ("db_username", "gitlab"));
        rb.Assume(
            "patroni",
            ("scope", "postgresql-ha"),
            ("port", Ports.Patroni),
            ("connect_port", Ports.Patroni),
            ("dir", "/var/opt/gitlab/patroni"),
            // The checks and the rollout use plain HTTP for its REST API.
            ("tls_certificate_file", new RubyNil()),
            ("consul", RubyValue.Map(("url", $"http://127.0.0.1:{Ports.ConsulHttp}"), ("register_service", true))));
    }

    private static void Patroni(GitlabRb rb, RoleContext context)
    {
        // Both need a restart of PostgreSQL, so there is room for nodes that are added later.
        var slots = Math.Max(10, 2 * context.Topology.With(RoleNames.Postgres).Length);
        rb.Set(
            "patroni",
            ("name", context.Node.Name),
            // The default is the first private address of any interface, docker0 included.
            ("connect_address", context.Node.Address),
            // If it listened on IPv6, too, clients would appear as ::ffff:A.B.C.D, which no IPv4 network of the allowlist covers.
            ("listen_address", "0.0.0.0"),
            ("username", "gitlab"),
            ("password", context.Demanded(SecretNames.PatroniApi)),
            ("replication_password", context.Demanded(SecretNames.PostgresReplication)),
            ("allowlist", RubyValue.List([.. context.Topology.Cidrs(RoleNames.Postgres), "127.0.0.1/32"])),
            ("use_pg_rewind", true),
            ("postgresql", RubyValue.Map(
                ("max_replication_slots", slots),
                ("max_wal_senders", slots + 1))));
        rb.Tunable("patroni.use_pg_rewind", "patroni.postgresql");
    }

    /// <inheritdoc />
    public override IEnumerable<Drain> Drains(RoleContext context) => [];

    /// <inheritdoc />
    public override IEnumerable<Scenario> Drills => PostgresDrills.All;
}
