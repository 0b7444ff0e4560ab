using GitLabHa.Core.Checks;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Drilling;
using GitLabHa.Core.Model;
using GitLabHa.Core.Planning;
using GitLabHa.Core.Rendering;
using GitLabHa.Roles.Checks;

namespace GitLabHa.Roles;

/// <summary>
/// Puma, Workhorse and nginx. Source: https://docs.gitlab.com/administration/reference_architectures/3k_users/#configure-gitlab-rails
/// </summary>
public sealed class RailsRole : Role
{
    /// <inheritdoc />
    public override RoleTraits Traits { get; } = new()
    {
        Name = RoleNames.Rails,
        Description = "GitLab Rails: Puma, Workhorse and nginx",
        Stage = Stage.Rails,
        Upgrade = new(80, StopsAlone: true, UsesSchema: true),
        Needs = [RoleNames.Postgres, RoleNames.PgBouncer, RoleNames.Redis, RoleNames.Gitaly],
        Count = NodeCount.Any,
        Keeps = null,
        EnterpriseProgram = null,
        Balanced = true,
        WaitsFor = null,
        NotBeside = [],
        Listeners = [new("nginx", Ports.Http, 8060), new("Puma", 8080), new("Workhorse", 9229), new("gitlab_exporter", 9168)],
    };

    /// <inheritdoc />
    public override Rollout Rollout(RoleContext context) => Core.Planning.Rollout.Serial with { FirstAlone = true };

    /// <inheritdoc />
    public override bool Migrates(RoleContext context) => context.Topology.IsFirst(context.Node, Name);

    /// <inheritdoc />
    public override IEnumerable<Check> BeforeRestore(RoleContext context) => [new RailsGitaly(context.Node, context.Topology)];

    /// <inheritdoc />
    public override IEnumerable<Check> BackgroundWork(RoleContext context) =>
        context.Topology.IsFirst(context.Node, Name) && context.Topology.With(RoleNames.Postgres) is [var postgres, ..]
            ? [new BackgroundMigrations(postgres, context.Node)]
            : [];

    /// <inheritdoc />
    public override void Configure(GitlabRb rb, RoleContext context)
    {
        rb.Role("application_role");
        ApplicationSettings.Configure(rb, context);
        rb.Set("gitlab_workhorse", "prometheus_listen_addr", "0.0.0.0:9229");
        Nginx(rb, context);
        if (context.Topology.Has(RoleNames.Monitoring)) Metrics(rb, context);
        // sshd looks keys up as git, the drain reads nginx' process id, Backup fetches its archive.
        rb.Assume("user", ("username", "git"), ("group", "git"));
        rb.Assume("nginx", ("dir", "/var/opt/gitlab/nginx"));
        rb.Assume("gitlab_rails", ("backup_path", "/var/opt/gitlab/backups"));
        // HAProxy uses plain HTTP to nginx, and requests /-/readiness at the root of the site.
        rb.Assume("nginx", ("proxy_protocol", false));
        rb.Assume("gitlab_rails", ("gitlab_relative_url", new RubyNil()), ("nginx", RubyValue.Map(("proxy_protocol", false))));
    }

    /// <inheritdoc />
    public override IEnumerable<DesiredFile> Files(RoleContext context) => [GitSshAccess.File];

    /// <inheritdoc />
    public override IEnumerable<SharedFile> SharedFiles(RoleContext context)
    {
        // Behind one load balancer every Rails node must show the same host key, or clients refuse.
        var nodes = context.Topology.With(Name);
        if (nodes.Length < 2) yield break;
        var effect = FileEffect.Service(validate: null, activate: Sshd.Reload);
        foreach (var key in Sshd.HostKeys)
        {
            yield return new SharedFile { Path = key, Among = nodes, Effect = effect, IsMadePerMachine = true };
            yield return new SharedFile { Path = key + ".pub", Mode = "0644", Among = nodes, Effect = effect, IsMadePerMachine = true };
        }
    }

    /// <inheritdoc />
    public override IEnumerable<Ensure> Ensures(RoleContext context)
    {
        yield return GitSshAccess.Ensure;
        if (!Migrates(context)) yield break;
        if (StorageWeights.Ensure(context.Topology) is { } weights) yield return weights;
        var version = context.Version.ToString();
        yield return new Ensure
        {
            Title = $"the schema is that of {version}",
            Migrates = true,
            Probe = Command.Shell(
                "cat /var/lib/gitlab-ha/migrated", """[ "$(cat /var/lib/gitlab-ha/migrated 2>/dev/null)" = "$1" ]""", version),
            Apply = Command.Shell(
                "gitlab-rake db:abort_if_pending_migrations",
                """
                gitlab-rake db:abort_if_pending_migrations || exit 1
                mkdir -p /var/lib/gitlab-ha && cd /var/lib/gitlab-ha && echo "$1" >migrated.new && mv migrated.new migrated
                """,
                version) with
            { Timeout = TimeSpan.FromMinutes(10) },
        };
    }

    /// <inheritdoc />
    public override IEnumerable<Drain> Drains(RoleContext context) => RailsDrain.Of(context.Node, context.Topology);

    /// <inheritdoc />
    public override IEnumerable<Check> MayLeave(RoleContext context) => [];

    /// <inheritdoc />
    public override IEnumerable<Check> Gates(RoleContext context) => RailsChecks.Gates(context);

    /// <inheritdoc />
    public override IEnumerable<Check> Ready(RoleContext context) => []; // Not ready before the schema is migrated, a stage later.

    /// <inheritdoc />
    public override IEnumerable<Check> Checks(RoleContext context) => RailsChecks.For(context);

    /// <inheritdoc />
    public override IEnumerable<string> DataDirectories(RoleContext context) =>
        ["/var/opt/gitlab/gitlab-rails/shared", "/var/opt/gitlab/backups"];

    /// <inheritdoc />
    public override IEnumerable<string> Enables(RoleContext context) => ["puma", "gitlab_workhorse", "gitlab_exporter", "nginx"];

    /// <inheritdoc />
    public override IEnumerable<string> Services(RoleContext context) => ["puma", "nginx"];

    // What Omnibus registers in Consul listens on loopback by default, or answers only there.
    // Source: https://docs.gitlab.com/administration/reference_architectures/3k_users/#configure-gitlab-rails
    private static void Metrics(GitlabRb rb, RoleContext context)
    {
        rb.Set("puma", "listen", "0.0.0.0");
        rb.Set("gitlab_exporter", "listen_address", "0.0.0.0");
        rb.Set("nginx", "status", RubyValue.Map(("options", RubyValue.Map(
            ("server_tokens", "off"),
            ("access_log", "off"),
            ("allow", RubyValue.List(["127.0.0.1", .. context.Topology.Cidrs(RoleNames.Monitoring)])),
            ("deny", "all")))));
    }

    private static void Nginx(GitlabRb rb, RoleContext context)
    {
        // TLS ends at the load balancer; inside it is plain HTTP, and nginx requests no certificate.
        (string, RubyValue)[] settings =
        [
            ("listen_port", Ports.Http),
            ("listen_https", false),
            ("real_ip_trusted_addresses", RubyValue.List(
                [.. context.Topology.Cidrs(RoleNames.LoadBalancer), .. context.Environment.LoadBalancer.ProbeCidrs])),
            ("real_ip_header", "X-Forwarded-For"),
            // Behind two load balancers the last address is that of the first one; without this all clients share it and its rate limits.
            ("real_ip_recursive", "on"),
        ];
        if (context.Version.AtLeast(19, 2)) rb.Set("gitlab_rails", "nginx", RubyValue.Map(settings));
        else rb.Set("nginx", settings);
        rb.Set("letsencrypt", "enable", false);
        rb.Set("registry", "enable", false);
        rb.Tunable("registry.enable", "gitlab_kas.enable", "nginx.real_ip_header", "gitlab_rails.nginx.real_ip_header");
    }

    /// <inheritdoc />
    public override IEnumerable<Scenario> Drills => [Scenario.GoesOn("rails-node-killed", Name, Victim.Any, SiteClient.Web)];
}
