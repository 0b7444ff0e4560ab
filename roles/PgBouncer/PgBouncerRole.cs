using GitLabHa.Core.Checks;
using GitLabHa.Core.Checks.PgBouncer;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Planning;
using GitLabHa.Core.Rendering;
using GitLabHa.Core.Secrets;

namespace GitLabHa.Roles;

/// <summary>PgBouncer that follows the leader through Consul. Source: https://docs.gitlab.com/administration/postgresql/pgbouncer/</summary>
public sealed class PgBouncerRole : Role
{
    /// <inheritdoc />
    public override string Name => RoleNames.PgBouncer;

    /// <inheritdoc />
    public override string Description => "PgBouncer: connection pool that follows the PostgreSQL leader";

    /// <inheritdoc />
    public override Stage Stage => Stage.Database;

    /// <inheritdoc />
    public override Rollout Rollout(RoleContext context) => Core.Planning.Rollout.Serial;

    /// <inheritdoc />
    public override void Configure(GitlabRb rb, RoleContext context)
    {
        rb.Role("pgbouncer_role");
        var password = context.Secrets.Get(SecretNames.PgBouncer).PostgresMd5("pgbouncer");
        rb.Set(
            "pgbouncer",
            ("admin_users", RubyValue.List(["pgbouncer", "gitlab-consul"])),
            ("databases", RubyValue.Map(("gitlabhq_production", RubyValue.Map(
                ("host", "127.0.0.1"),
                ("user", "pgbouncer"),
                ("password", password))))),
            // After a refused login PgBouncer waits 15 s by default, and after a failover that is half of what users feel: the new
            // leader refuses for a moment, then takes everybody. https://www.pgbouncer.org/config.html#server_login_retry
            ("server_login_retry", 1),
            ("users", RubyValue.Map(
                ("gitlab-consul", RubyValue.Map(
                    ("password", context.Secrets.Get(SecretNames.ConsulDatabase).PostgresMd5("gitlab-consul")))),
                ("pgbouncer", RubyValue.Map(("password", password))))));
        rb.Tunable("pgbouncer.server_login_retry");
        rb.Assume(
            "pgbouncer",
            ("listen_port", Ports.PgBouncer),
            ("listen_addr", "0.0.0.0"),
            ("data_directory", "/var/opt/gitlab/pgbouncer"),
            ("databases_ini", "/var/opt/gitlab/pgbouncer/databases.ini"),
            ("databases_json", "/var/opt/gitlab/pgbouncer/databases.json"),
            // The secrets are rendered as md5 hashes.
            ("auth_type", "md5"));
        rb.Set("consul", "watchers", RubyValue.List(["postgresql"]));
        rb.Set("pgbouncer_exporter", "listen_address", "0.0.0.0:9188");
    }

    /// <inheritdoc />
    public override IEnumerable<DesiredFile> Files(RoleContext context)
    {
        // What `gitlab-ctl write-pgpass` writes for the host user gitlab-consul, without its prompt: with this file the
        // failover script may reload PgBouncer.
        yield return new DesiredFile
        {
            Path = "/var/opt/gitlab/consul/.pgpass",
            Content = SecretText.Of($"127.0.0.1:*:pgbouncer:pgbouncer:{context.Secrets.Get(SecretNames.PgBouncer)}\n"),
            Owner = "gitlab-consul:gitlab-consul",
            Phase = WritePhase.AfterReconfigure,
            // Consul may have named the leader before the failover script could log in: its file is right then, and PgBouncer has not read it.
            Effect = FileEffect.Service(validate: null, Command.Of("gitlab-ctl", "hup", "pgbouncer")),
        };
    }

    /// <inheritdoc />
    public override IEnumerable<Drain> Drains(RoleContext context)
    {
        // The only one cannot be left out. Rails keeps its connections: for those nobody waits long.
        if (context.Topology.With(RoleNames.PgBouncer).Length < 2) return [];
        var follows = PgBouncerChecks.Gates(context).FirstOrDefault();
        return context.Topology.With(RoleNames.LoadBalancer).Select(x => HAProxyDrain.Of(context.Node, x, TimeSpan.FromSeconds(2), "pgbouncer") with { Ready = follows });
    }

    /// <inheritdoc />
    public override IEnumerable<Check> Gates(RoleContext context) => PgBouncerChecks.Gates(context);

    /// <inheritdoc />
    public override IEnumerable<Check> Checks(RoleContext context) => PgBouncerChecks.For(context);

    /// <inheritdoc />
    public override IEnumerable<string> Enables(RoleContext context) => ["pgbouncer", "pgbouncer_exporter"];

    /// <inheritdoc />
    public override IEnumerable<string> Services(RoleContext context) => ["pgbouncer", "pgbouncer-exporter"];
}
