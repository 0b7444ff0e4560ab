using GitLabHa.Core.Checks;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;

namespace GitLabHa.Roles.Checks;

/// <summary>One leader, every other node a replica that runs on the same timeline and is not far behind.</summary>
public sealed record PatroniMembers(Node Node, Topology Topology) : NodeCheck(Node)
{
    // A replica further behind than this is not promoted: Patroni's maximum_lag_on_failover as Omnibus sets it.
    private const long AllowedLag = 1024 * 1024;

    /// <inheritdoc />
    public override string Id => "patroni.members";

    /// <inheritdoc />
    public override string Component => Components.Postgres;

    /// <inheritdoc />
    public override string Title => "one leader, all replicas stream";

    /// <inheritdoc />
    protected override Command Command => PatroniAsk.Cluster(Node);

    /// <inheritdoc />
    protected override Verdict Judge(Answer answer)
    {
        if (PatroniAsk.Read(answer) is not { } cluster) return PatroniAsk.Refusal(answer) ?? NotUnderstood(answer);
        return Leadership(cluster) ?? Replicas(cluster) ?? Strangers(cluster) ?? Attention(cluster) ?? Healthy(cluster);
    }

    private Verdict? Leadership(PatroniCluster cluster)
    {
        var leaders = cluster.Leaders.Select(x => x.Name).ToArray();
        if (leaders.Length != 1)
            return Verdict.Unhealthy(
                leaders.Length == 0 ? "no leader" : $"{leaders.Length} leaders: {Excerpt.List(leaders)}",
                "Patroni needs a Consul leader first; then see gitlab-ctl tail patroni.");
        var absent = Topology.With(RoleNames.Postgres).Where(node => !cluster.Members.Any(x => Is(x, node))).Select(x => x.Name).ToArray();
        return absent.Length == 0
            ? null
            : Verdict.Unhealthy($"{Excerpt.List(absent)} is no member", "See gitlab-ctl status patroni and gitlab-ctl tail patroni there.");
    }

    private Verdict? Replicas(PatroniCluster cluster)
    {
        var timeline = cluster.Leaders.Single().Timeline;
        var ours = cluster.Members.Where(IsOurs).ToArray();
        var wrong = ours.Select(x => Wrong(x, timeline)).Where(x => x is not null).ToArray();
        return wrong.Length == 0
            ? null
            : Verdict.Unhealthy(
                Excerpt.List(wrong!),
                "See gitlab-ctl tail patroni there; a replica that cannot follow: gitlab-ctl patroni reinitialize-replica --member NAME "
                    + "--wait") with
            { IsProgress = ours.All(x => x.IsCopied || Wrong(x, timeline) is null) };
    }

    private static string? Wrong(PatroniMember member, int? timeline)
    {
        if (!member.Runs) return $"{member.Name} is in state '{member.State}'";
        if (member.Leads) return null;
        if (member.Timeline is not null && timeline is not null && member.Timeline != timeline)
            return $"{member.Name} is on timeline {member.Timeline}, the leader on {timeline}";
        return member.LagBytes is null ? $"{member.Name} has an unknown lag" : null;
    }

    private static Verdict? Attention(PatroniCluster cluster)
    {
        var lagging = cluster.Members.Where(x => x.LagBytes > AllowedLag).Select(x => $"{x.Name} lags by {x.LagBytes / AllowedLag} MiB")
            .ToArray();
        if (lagging.Length > 0)
            return Verdict.Degraded(
                Excerpt.List(lagging), "It is not promoted until it has caught up; wait, or look at its disk and network.");
        if (cluster.Paused) return Verdict.Degraded("Patroni is paused: no automatic failover", "gitlab-ctl patroni resume -w");
        var pending = cluster.Members.Where(x => x.PendingRestart).Select(x => x.Name).ToArray();
        return pending.Length == 0
            ? null
            : Verdict.Degraded(
                $"restart pending on {Excerpt.List(pending)}",
                "A setting waits for a restart of PostgreSQL, which a reconfigure never does: gitlab-ctl patroni restart, replicas first.");
    }

    private static Verdict Healthy(PatroniCluster cluster)
    {
        var leader = cluster.Leaders.Single();
        return Verdict.Healthy($"{leader.Name} leads, {cluster.Members.Count - 1} replicas, timeline {leader.Timeline}");
    }

    private Verdict? Strangers(PatroniCluster cluster)
    {
        var strangers = cluster.Members.Where(x => !IsOurs(x)).Select(x => $"{x.Name} ({x.Host})").ToArray();
        return strangers.Length == 0
            ? null
            : Verdict.Degraded(
                $"members that no file names: {Excerpt.List(strangers)}", "Stop Patroni there, or add the node to the environment again.");
    }

    private bool IsOurs(PatroniMember member) => Topology.With(RoleNames.Postgres).Any(node => Is(member, node));

    private static bool Is(PatroniMember member, Node node) => member.Host.Means(node) || member.Name.Means(node);
}
