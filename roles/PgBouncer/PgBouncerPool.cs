using GitLabHa.Core.Commands;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Rendering;
using GitLabHa.Core.Secrets;

namespace GitLabHa.Roles;

/// <summary>
/// A PgBouncer in front of the PostgreSQL of its own node, until a watch of Consul points it elsewhere.
/// Source: https://docs.gitlab.com/administration/postgresql/pgbouncer/
/// </summary>
internal static class PgBouncerPool
{
    /// <summary>The sections of gitlab.rb that it enables.</summary>
    internal static readonly string[] Enables = ["pgbouncer", "pgbouncer_exporter"];

    /// <summary>Its services.</summary>
    internal static readonly string[] Services = ["pgbouncer", "pgbouncer-exporter"];

    private const string HbaPath = "/var/opt/gitlab/pgbouncer/pg_hba.conf";

    /// <summary>
    /// While the password of the database user is replaced, whose one password PgBouncer looks up, the nodes that use it need none.
    /// Source: https://www.pgbouncer.org/config.html#hba-file-format
    /// </summary>
    internal static IEnumerable<DesiredFile> Files(RoleContext context)
    {
        if (!context.IsLenient(SecretNames.Postgres)) yield break;
        var trusted = context.Topology.Cidrs(RoleNames.Rails, RoleNames.Sidekiq, RoleNames.LoadBalancer)
            .Concat(context.Environment.LoadBalancer.ProbeCidrs).Distinct()
            .Select(x => $"host gitlabhq_production gitlab {x} trust\n");
        yield return new DesiredFile
        {
            Path = HbaPath,
            Content = $"# {DesiredFile.Header}\n{string.Concat(trusted)}host all all 0.0.0.0/0 md5\nlocal all all md5\n",
            Owner = "gitlab-psql:gitlab-psql",
            Effect = FileEffect.Service(validate: null, Command.Of("gitlab-ctl", "hup", "pgbouncer")),
        };
    }

    internal static void Configure(GitlabRb rb, RoleContext context)
    {
        rb.Role("pgbouncer_role");
        // Omnibus writes the prefix of a hash into pg_auth for auth_type md5 alone:
        // https://gitlab.com/gitlab-org/omnibus-gitlab/-/blob/master/files/gitlab-cookbooks/pgbouncer/libraries/pgbouncer_helper.rb
        var prefix = context.IsLenient(SecretNames.Postgres) ? "md5" : "";
        SecretText Hash(string secret, string user) => SecretText.Of($"{prefix}{context.Demanded(secret).PostgresMd5(user)}");
        var password = Hash(SecretNames.PgBouncer, "pgbouncer");
        rb.Set(
            "pgbouncer",
            ("admin_users", RubyValue.List(["pgbouncer", "gitlab-consul"])),
            ("databases", RubyValue.Map(("gitlabhq_production", RubyValue.Map(
                ("host", "127.0.0.1"),
                ("user", "pgbouncer"),
                ("password", password))))),
            // After a refused login PgBouncer waits 15 s by default, which is half of the outage of a failover: the new leader
            // refuses logins for a moment, then accepts all. https://www.pgbouncer.org/config.html#server_login_retry
            ("server_login_retry", 1),
            ("users", RubyValue.Map(
                ("gitlab-consul", RubyValue.Map(
                    ("password", Hash(SecretNames.ConsulDatabase, "gitlab-consul")))),
                ("pgbouncer", RubyValue.Map(("password", password))))));
        rb.Tunable("pgbouncer.server_login_retry");
        rb.Assume(
            "pgbouncer",
            ("listen_port", Ports.PgBouncer),
            ("listen_addr", "0.0.0.0"),
            ("data_directory", "/var/opt/gitlab/pgbouncer"),
            ("databases_ini", "/var/opt/gitlab/pgbouncer/databases.ini"),
            ("databases_json", "/var/opt/gitlab/pgbouncer/databases.json"));
        // The secrets are rendered as md5 hashes.
        if (!context.IsLenient(SecretNames.Postgres)) rb.Assume("pgbouncer", ("auth_type", "md5"));
        else rb.Set("pgbouncer", ("auth_type", "hba"), ("auth_hba_file", HbaPath));
        rb.Set("pgbouncer_exporter", "listen_address", $"0.0.0.0:{Ports.PgBouncerExporter}");
        // Prometheus looks this service up, but no recipe of Omnibus registers it.
        rb.Set("consul", "configuration", RubyValue.Map(("services", RubyValue.List([(RubyValue)RubyValue.Map(
            ("name", "pgbouncer-exporter"),
            ("port", Ports.PgBouncerExporter))]))));
    }
}
