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
/// PgBouncer that follows the leader through Consul. Source: https://docs.gitlab.com/administration/postgresql/pgbouncer/
/// </summary>
public sealed class PgBouncerRole : Role
{
    /// <inheritdoc />
    public override RoleTraits Traits { get; } = new()
    {
        Name = RoleNames.PgBouncer,
        Description = "PgBouncer: connection pool that follows the PostgreSQL leader",
        Stage = Stage.Database,
        Upgrade = new(40, StopsAlone: true),
        Needs = [RoleNames.Postgres],
        Count = new() { FailsOver = true },
        Keeps = null,
        EnterpriseProgram = "PgBouncer",
        Balanced = true,
        WaitsFor = new("PgBouncer waits for the PostgreSQL leader", Beside: RoleNames.Postgres),
        NotBeside = [],
        Listeners = [new("PgBouncer", Ports.PgBouncer), new("pgbouncer_exporter", 9188)],
    };

    /// <inheritdoc />
    public override Rollout Rollout(RoleContext context) => Core.Planning.Rollout.Serial;

    /// <inheritdoc />
    public override void Configure(GitlabRb rb, RoleContext context)
    {
        PgBouncerPool.Configure(rb, context);
        rb.Set("consul", "watchers", RubyValue.List(["postgresql"]));
    }

    /// <inheritdoc />
    public override IEnumerable<DesiredFile> Files(RoleContext context)
    {
        foreach (var file in PgBouncerPool.Files(context)) yield return file;

        // What `gitlab-ctl write-pgpass` writes for the host user gitlab-consul, without its prompt: with this file the
        // failover script may reload PgBouncer.
        yield return new DesiredFile
        {
            Path = "/var/opt/gitlab/consul/.pgpass",
            Content = SecretText.Of($"127.0.0.1:*:pgbouncer:pgbouncer:{context.Demanded(SecretNames.PgBouncer)}\n"),
            Owner = "gitlab-consul:gitlab-consul",
            Phase = WritePhase.AfterReconfigure,
            // Consul may have named the leader before the failover script could log in: then its file is right, but PgBouncer has
            // not read it.
            Effect = FileEffect.Service(validate: null, Command.Of("gitlab-ctl", "hup", "pgbouncer")),
        };
    }

    /// <inheritdoc />
    public override IEnumerable<Ensure> Ensures(RoleContext context) => [LeaderWatch.Ensure];

    /// <inheritdoc />
    public override IEnumerable<Drain> Drains(RoleContext context)
    {
        // A single one cannot be drained. Rails keeps its connections open, so the drain is short.
        if (context.Topology.With(RoleNames.PgBouncer).Length < 2) return [];
        var follows = PgBouncerChecks.Gates(context).FirstOrDefault();
        return context.Topology.With(RoleNames.LoadBalancer)
            .Select(x => HAProxyDrain.Of(context.Node, x, TimeSpan.FromSeconds(2), "pgbouncer") with { Ready = follows });
    }

    /// <inheritdoc />
    public override IEnumerable<Check> MayLeave(RoleContext context) => [];

    /// <inheritdoc />
    public override IEnumerable<Check> Gates(RoleContext context) => PgBouncerChecks.Gates(context);

    /// <inheritdoc />
    public override IEnumerable<Check> Checks(RoleContext context) => PgBouncerChecks.For(context);

    /// <inheritdoc />
    public override IEnumerable<string> Enables(RoleContext context) => PgBouncerPool.Enables;

    /// <inheritdoc />
    public override IEnumerable<string> Services(RoleContext context) => PgBouncerPool.Services;

    /// <inheritdoc />
    public override IEnumerable<string> DataDirectories(RoleContext context) => [];

    /// <inheritdoc />
    public override IEnumerable<Scenario> Drills =>
    [
        // If possible not on the node of the PostgreSQL leader.
        Scenario.GoesOn(
            "pgbouncer-killed", Name, new Victim(2, null, x => [.. x.Nodes.OrderBy(y => y.Address == x.Live.PostgresLeader).Take(1)]),
            SiteClient.Database, "pgbouncer"),
    ];
}
