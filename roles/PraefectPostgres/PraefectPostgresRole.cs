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
/// The PostgreSQL of Praefect's tracking database. Source: https://docs.gitlab.com/administration/gitaly/praefect/configure/#postgresql
/// </summary>
public sealed class PraefectPostgresRole : Role
{
    private const string Psql = "/opt/gitlab/bin/gitlab-psql -d template1 -v ON_ERROR_STOP=1 -qtAX";

    /// <inheritdoc />
    public override RoleTraits Traits { get; } = new()
    {
        Name = RoleNames.PraefectPostgres,
        Description = "PostgreSQL of Praefect's tracking database",
        Stage = Stage.Database,
        Upgrade = new(30, StopsAlone: true),
        Needs = [],
        Count = new() { One = "the package does not replicate Praefect's tracking database" },
        Keeps = "Praefect's tracking database",
        EnterpriseProgram = null,
        Balanced = false,
        WaitsFor = null,
        NotBeside = [],
        Listeners = [new("the PostgreSQL of Praefect", Ports.Postgres), new("postgres_exporter", 9187)],
    };

    /// <inheritdoc />
    public override void Configure(GitlabRb rb, RoleContext context)
    {
        rb.Role("postgres_role");
        var lenient = context.IsLenient(SecretNames.PraefectDatabase);
        string[] praefects = [.. context.Topology.Cidrs(RoleNames.Praefect)];
        rb.Set(
            "postgresql",
            ("listen_address", "0.0.0.0"),
            ("sql_user_password", context.Demanded(SecretNames.PraefectDatabase).PostgresMd5("praefect")),
            // While the password is replaced, Praefect needs none: PostgreSQL knows one password of a role.
            ("trust_auth_cidr_addresses", RubyValue.List(["127.0.0.1/32", .. lenient ? praefects : []])),
            ("md5_auth_cidr_addresses", RubyValue.List(lenient ? [] : praefects)));
        rb.Assume("postgresql", ("port", Ports.Postgres), ("dir", "/var/opt/gitlab/postgresql"));
        rb.Set("postgres_exporter", "listen_address", "0.0.0.0:9187");
    }

    /// <inheritdoc />
    public override IEnumerable<Ensure> Ensures(RoleContext context)
    {
        // postgres_role creates neither: by GitLab's documentation the operator creates the tracking database.
        yield return new Ensure
        {
            Title = "role praefect exists",
            Probe = Command.Shell(
                "psql: role praefect?", $"""[ "$({Psql} -c "select 1 from pg_roles where rolname = 'praefect'")" = 1 ]"""),
            Apply = Command.Shell("gitlab-psql: CREATE ROLE praefect WITH LOGIN CREATEDB PASSWORD …", $"exec {Psql} -f -") with
            {
                Input = SecretText.Of(
                    $"CREATE ROLE praefect WITH LOGIN CREATEDB PASSWORD '{context.Demanded(SecretNames.PraefectDatabase)}';\n"),
            },
        };
        var password = context.Demanded(SecretNames.PraefectDatabase);
        var known = SecretText.Sealed(password).Sha256;
        yield return new Ensure
        {
            Title = "role praefect has its password",
            Probe = Command.Shell(
                "which password did role praefect get?", """[ "$(cat /var/lib/gitlab-ha/praefect-password 2>/dev/null)" = "$1" ]""", known),
            Apply = Command.Shell(
                "gitlab-psql: ALTER ROLE praefect PASSWORD …",
                $"""
                {Psql} -f - || exit 1
                umask 077
                mkdir -p /var/lib/gitlab-ha && cd /var/lib/gitlab-ha || exit 1
                echo "$1" >praefect-password.new && mv praefect-password.new praefect-password
                """,
                known) with
            { Input = SecretText.Of($"ALTER ROLE praefect WITH PASSWORD '{password}';\n") },
        };
        yield return new Ensure
        {
            Title = "database praefect_production exists",
            Probe = Command.Shell(
                "psql: database praefect_production?",
                $"""[ "$({Psql} -c "select 1 from pg_database where datname = 'praefect_production'")" = 1 ]"""),
            Apply = Command.Shell(
                "gitlab-psql: CREATE DATABASE praefect_production WITH OWNER praefect ENCODING UTF8",
                $"""exec {Psql} -c "CREATE DATABASE praefect_production WITH OWNER praefect ENCODING 'UTF8'" """),
        };
        // A reconfigure only reloads it, and without Patroni nothing else restarts it for the settings that need it.
        yield return new Ensure
        {
            Title = "PostgreSQL runs with its settings",
            NotOnFirstRun = true,
            Risk = Risk.Disruptive,
            Probe = Command.Shell(
                "psql: pending_restart?", $"""[ "$({Psql} -c "select count(*) from pg_settings where pending_restart")" = 0 ]"""),
            Apply = Command.Of("gitlab-ctl", "restart", "postgresql") with { Timeout = TimeSpan.FromMinutes(5) },
        };
    }

    /// <inheritdoc />
    public override IEnumerable<Check> Checks(RoleContext context) => PraefectChecks.ForDatabase(context);

    /// <inheritdoc />
    public override IEnumerable<string> DataDirectories(RoleContext context) => ["/var/opt/gitlab/postgresql"];

    /// <inheritdoc />
    public override IEnumerable<string> Enables(RoleContext context) => ["postgresql", "postgres_exporter"];

    /// <inheritdoc />
    public override IEnumerable<string> Services(RoleContext context) => ["postgresql", "postgres-exporter"];

    /// <inheritdoc />
    public override Rollout Rollout(RoleContext context) => Core.Planning.Rollout.Parallel;

    /// <inheritdoc />
    public override IEnumerable<Drain> Drains(RoleContext context) => [];

    /// <inheritdoc />
    public override IEnumerable<Check> MayLeave(RoleContext context) => [];

    /// <inheritdoc />
    public override IEnumerable<Check> Gates(RoleContext context) => [];

    /// <inheritdoc />
    public override IEnumerable<Scenario> Drills => [];
}
