using GitLabHa.Core.Checks;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Drilling;
using GitLabHa.Core.Model;
using GitLabHa.Core.Planning;
using GitLabHa.Core.Rendering;
using GitLabHa.Roles.Checks;

namespace GitLabHa.Roles;

/// <summary>Sidekiq. Source: https://docs.gitlab.com/administration/sidekiq/</summary>
public sealed class SidekiqRole : Role
{
    private const int Concurrency = 10;

    /// <inheritdoc />
    public override RoleTraits Traits { get; } = new()
    {
        Name = RoleNames.Sidekiq,
        Description = "Sidekiq: background jobs",
        Stage = Stage.Rails,
        Upgrade = new(90, StopsAlone: true, UsesSchema: true),
        Needs = [RoleNames.Rails],
        Count = NodeCount.Any,
        Keeps = null,
        EnterpriseProgram = null,
        Balanced = false,
        WaitsFor = null,
        NotBeside = [],
        Listeners = [new("Sidekiq", 8082, Ports.SidekiqHealth)],
    };

    /// <inheritdoc />
    public override Rollout Rollout(RoleContext context) => Core.Planning.Rollout.Serial;

    /// <inheritdoc />
    public override void Configure(GitlabRb rb, RoleContext context)
    {
        rb.Role("sidekiq_role");
        ApplicationSettings.Configure(rb, context);
        rb.Set("sidekiq", ("listen_address", "0.0.0.0"), ("queue_groups", RubyValue.List(["*", "*"])));
        // max_concurrency aborts the reconfigure from 17.0 on; all versions rendered here have concurrency.
        rb.Set("sidekiq", "concurrency", Concurrency);
        rb.Tunable("sidekiq.queue_groups", "sidekiq.concurrency");
        rb.Assume("sidekiq", ("health_checks_enabled", true), ("health_checks_listen_port", Ports.SidekiqHealth));
    }

    /// <inheritdoc />
    public override IEnumerable<Drain> Drains(RoleContext context) => [SidekiqDrain.Of(context.Node)];

    /// <inheritdoc />
    public override IEnumerable<Check> MayLeave(RoleContext context) => [];

    /// <inheritdoc />
    public override IEnumerable<Check> Gates(RoleContext context) => RailsChecks.GatesOfSidekiq(context);

    /// <inheritdoc />
    public override IEnumerable<Check> Ready(RoleContext context) => [];

    /// <inheritdoc />
    public override IEnumerable<Check> Checks(RoleContext context) =>
        context.Topology.IsFirst(context.Node, Name) && context.Topology.With(RoleNames.Redis) is [var redis, ..]
            ? [.. RailsChecks.ForSidekiq(context),
                new SidekiqProcesses(redis, context.Topology.With(Name), context.Demanded(RedisCluster.Main.PasswordSecret))]
            : RailsChecks.ForSidekiq(context);

    /// <inheritdoc />
    public override IEnumerable<string> DataDirectories(RoleContext context) => ["/var/opt/gitlab/gitlab-rails/shared"];

    /// <inheritdoc />
    public override IEnumerable<string> Enables(RoleContext context) => ["sidekiq"];

    /// <inheritdoc />
    public override IEnumerable<string> Services(RoleContext context) => ["sidekiq"];

    /// <inheritdoc />
    public override IEnumerable<Scenario> Drills => [];
}
