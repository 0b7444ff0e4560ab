using System.Collections.Immutable;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;

namespace GitLabHa.Roles.Checks;

/// <summary>One server leads and all servers vote, as this server sees it.</summary>
public sealed record ConsulRaft(Node Node, Topology Topology) : NodeCheck(Node)
{
    /// <inheritdoc />
    public override string Id => "consul.raft";

    /// <inheritdoc />
    public override string Component => Components.Consul;

    /// <inheritdoc />
    public override string Title => "one leader, all servers vote";

    /// <inheritdoc />
    protected override Command Command =>
        Ask.Of("consul operator raft list-peers", $"exec {Ask.Embedded}/consul operator raft list-peers </dev/null");

    /// <inheritdoc />
    protected override Verdict Judge(Answer answer)
    {
        var peers = ConsulPeerTable.Parse(answer.Output);
        if (peers.IsEmpty) return ConsulAnswers.Refusal(answer) ?? NotUnderstood(answer);
        var servers = Topology.With(RoleNames.Consul);
        var absent = servers.Where(node => !peers.Any(x => x.Votes && Is(x, node))).Select(x => x.Name).ToArray();
        var leaders = peers.Where(x => x.Leads).Select(x => servers.NameOf(x.Address)).ToArray();
        if (leaders.Length != 1)
            return Verdict.Unhealthy(
                $"{leaders.Length} leaders", "See that a majority of the servers run and reach each other on port 8300.");
        if (absent.Length > 0)
            return Verdict.Unhealthy($"{Excerpt.List(absent)} does not vote", "Look at: gitlab-ctl tail consul, on those servers.");
        return Strangers(peers, servers) ?? Verdict.Healthy($"{leaders[0]} leads, {peers.Length} voters");
    }

    private static bool Is(ConsulPeer peer, Node node) => peer.Address.Means(node) || peer.Name.Means(node);

    private static Verdict? Strangers(ImmutableArray<ConsulPeer> peers, ImmutableArray<Node> servers)
    {
        var strangers = peers.Where(x => !servers.Any(node => Is(x, node))).Select(x => $"{x.Name} ({x.Address})").ToArray();
        return strangers.Length == 0
            ? null
            : Verdict.Degraded(
                $"servers that are not of this environment: {Excerpt.List(strangers)}",
                "They count for the quorum; remove them with: consul operator raft remove-peer");
    }
}
