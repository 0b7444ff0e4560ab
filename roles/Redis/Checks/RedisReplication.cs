using System.Collections.Immutable;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;
using GitLabHa.Core.Secrets;

namespace GitLabHa.Roles.Checks;

/// <summary>A replica's link is up; a master has all others as replicas.</summary>
public sealed record RedisReplication(Node Node, RedisCluster Cluster, Topology Topology, Secret Password) : NodeCheck(Node)
{
    /// <inheritdoc />
    public override string Id => "redis.replication";

    /// <inheritdoc />
    public override string Component => Components.Redis;

    /// <inheritdoc />
    public override string Title => "its link to the master is up";

    /// <inheritdoc />
    protected override Command Command => RedisAsk.Replication(Node, Password);

    private ImmutableArray<Node> Peers => Topology.With(Cluster.Role);

    /// <inheritdoc />
    protected override Verdict Judge(Answer answer)
    {
        if (RedisInfo.Parse(answer.Output) is not { } info) return RedisAsk.Refusal(answer) ?? NotUnderstood(answer);
        return info.IsMaster ? Master(info) : Replica(info);
    }

    private Verdict Master(RedisInfo info)
    {
        var absent = Peers.Where(node => node != Node && !info.Online.Any(x => x.Means(node))).Select(x => x.Name).ToArray();
        return absent.Length == 0
            ? Verdict.Healthy($"master, {info.Online.Length} replicas online")
            : Verdict.Unhealthy(
                $"master, but {Excerpt.List(absent)} is not online as a replica",
                "See the replicas' logs: gitlab-ctl tail redis; a first synchronisation takes a while.");
    }

    private Verdict Replica(RedisInfo info)
    {
        var master = Peers.NameOf(info.Master ?? "");
        return info.LinkUp
            ? Verdict.Healthy($"replica of {master}, link up")
            : Verdict.Unhealthy(
                $"replica of {master}, link down", $"See gitlab-ctl tail redis here and on {master}; the passwords of both must agree.");
    }
}
