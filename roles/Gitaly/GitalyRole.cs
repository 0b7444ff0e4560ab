using GitLabHa.Core.Checks;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Drilling;
using GitLabHa.Core.Model;
using GitLabHa.Core.Planning;
using GitLabHa.Core.Rendering;
using GitLabHa.Roles.Checks;

namespace GitLabHa.Roles;

/// <summary>Gitaly. Source: https://docs.gitlab.com/administration/gitaly/praefect/configure/#gitaly</summary>
public sealed class GitalyRole : Role
{
    /// <inheritdoc />
    public override RoleTraits Traits { get; } = new()
    {
        Name = RoleNames.Gitaly,
        Description = "Gitaly: the Git repositories",
        Stage = Stage.Gitaly,
        Upgrade = new(60, StopsAlone: true),
        Needs = [],
        Count = NodeCount.Any,
        Keeps = "Git repositories",
        EnterpriseProgram = null,
        Balanced = false,
        WaitsFor = null,
        NotBeside = [],
        Listeners = [new("Gitaly", Ports.Gitaly, 9236)],
    };

    /// <inheritdoc />
    public override Rollout Rollout(RoleContext context) => Core.Planning.Rollout.Serial;

    /// <inheritdoc />
    public override void Configure(GitlabRb rb, RoleContext context)
    {
        if (context.Version.AtLeast(17, 6)) rb.Role("gitaly_role");
        rb.Set(
            "gitaly",
            ("configuration", RubyValue.Map(
                ("listen_addr", $"0.0.0.0:{Ports.Gitaly}"),
                ("prometheus_listen_addr", "0.0.0.0:9236"),
                // Behind Praefect the client is Praefect; without Praefect it is Rails, with its own token.
                ("auth", GitalyAuth.Of(
                    context, context.Topology.Has(RoleNames.Praefect) ? SecretNames.PraefectInternal : SecretNames.PraefectExternal)),
                ("pack_objects_cache", RubyValue.Map(("enabled", true))),
                ("storage", RubyValue.List([(RubyValue)RubyValue.Map(
                    ("name", context.Topology.StorageOf(context.Node)),
                    // Without git_data_dirs, Omnibus no longer appends /repositories.
                    ("path", "/var/opt/gitlab/git-data/repositories"))])))));
        rb.Tunable("gitaly.configuration.pack_objects_cache");
        rb.Assume("gitaly", ("dir", "/var/opt/gitlab/gitaly"));
        if (context.Topology.InternalApi is { } api) rb.Set("gitlab_rails", "internal_api_url", $"http://{api.Host}");
    }

    /// <summary>
    /// Praefect assumes that a replaced node still has its replicas until it verifies them, by default every seven days. Missing
    /// replicas are copied again from the other nodes.
    /// Source: https://docs.gitlab.com/administration/gitaly/praefect/configure/#repository-verification
    /// </summary>
    public override IEnumerable<Follow> Follows(RoleContext context)
    {
        if (context.Topology.With(RoleNames.Praefect) is not [var praefect, ..]) yield break;
        var storage = context.Node.Storage ?? context.Node.Name;
        yield return new Follow(
            praefect,
            Command.Shell(
                $"praefect verify -virtual-storage default -storage {storage}",
                """
                cd /
                exec runuser -u git -- /opt/gitlab/embedded/bin/praefect -config /var/opt/gitlab/praefect/config.toml \
                  verify -virtual-storage default -storage "$1"
                """,
                storage),
            "the node is new, and its replicas are copied again");
    }

    /// <inheritdoc />
    public override IEnumerable<Check> MayLeave(RoleContext context)
    {
        var storage = context.Node.Storage ?? context.Node.Name;
        if (context.Topology.With(RoleNames.PraefectPostgres) is [var tracking, ..])
            yield return new StorageIsElsewhere(tracking, storage, [.. context.Topology.With(Name).Select(context.Topology.StorageOf)]);
        else if (context.Topology.With(RoleNames.Postgres) is [var rails, ..])
            yield return new StorageIsEmpty(rails, storage);
    }

    /// <summary>Praefect takes a storage for one that may come back as long as its tracking database knows replicas there.</summary>
    public override IEnumerable<Follow> Forget(RoleContext context)
    {
        if (context.Topology.With(RoleNames.PraefectPostgres) is not [var tracking, ..]) yield break;
        var storage = context.Node.Storage ?? context.Node.Name;
        yield return new Follow(
            tracking,
            Command.Shell($"forget the replicas on {storage}", EmbeddedScript.Of(typeof(GitalyRole), "forget-storage.sh"), storage),
            "Praefect must not wait for them");
    }

    /// <inheritdoc />
    public override IEnumerable<Check> Gates(RoleContext context) => GitalyChecks.Gates(context);

    /// <inheritdoc />
    public override IEnumerable<Check> Arrival(RoleContext context) =>
        context.Topology.Has(RoleNames.Praefect) && context.Topology.With(RoleNames.PraefectPostgres) is [var tracking, ..]
            ? [new PraefectReplicas(tracking, context.Topology.StorageOf(context.Node))]
            : [];

    /// <inheritdoc />
    public override IEnumerable<Check> Ready(RoleContext context) => [GitalyChecks.Storage(context)];

    /// <inheritdoc />
    public override IEnumerable<Check> Checks(RoleContext context) => GitalyChecks.For(context);

    /// <inheritdoc />
    public override IEnumerable<string> DataDirectories(RoleContext context) => ["/var/opt/gitlab/git-data"];

    /// <inheritdoc />
    public override IEnumerable<string> Enables(RoleContext context) => ["gitaly"];

    /// <inheritdoc />
    public override IEnumerable<string> Services(RoleContext context) => ["gitaly"];

    /// <inheritdoc />
    public override IEnumerable<Drain> Drains(RoleContext context) => [];

    /// <inheritdoc />
    public override IEnumerable<Scenario> Drills => [Scenario.GoesOn("gitaly-node-killed", Name, Victim.Any, SiteClient.Rotation)];
}
