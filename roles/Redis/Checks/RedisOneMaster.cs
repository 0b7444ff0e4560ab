using System.Collections.Immutable;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Model;
using GitLabHa.Core.Secrets;

namespace GitLabHa.Roles.Checks;

/// <summary>Of all Redis nodes exactly one is master, and all others follow it.</summary>
public sealed record RedisOneMaster(RedisCluster Cluster, Topology Topology, Secret Password) : CrossCheck
{
    /// <inheritdoc />
    public override string Id => "redis.one-master";

    /// <inheritdoc />
    public override string Component => Components.Redis;

    /// <inheritdoc />
    public override string Title => "one master, all others follow it";

    /// <inheritdoc />
    public override ImmutableArray<Probe> Probes => [.. Nodes.Select(x => new Probe(x, RedisAsk.Replication(x, Password)))];

    private ImmutableArray<Node> Nodes => Topology.With(Cluster.Role);

    /// <inheritdoc />
    protected override Verdict Judge(ImmutableArray<Answer> answers)
    {
        var said = answers.Select(x => (x.Node, Info: RedisInfo.Parse(x.Output), Answer: x)).ToArray();
        if (said.FirstOrDefault(x => x.Info is null).Answer is { } odd)
            return RedisAsk.Refusal(odd) is { } refusal
                ? refusal with { Evidence = $"{odd.Node.Name}: {refusal.Evidence}" }
                : NotUnderstood(odd);
        var masters = said.Where(x => x.Info!.IsMaster).ToArray();
        if (masters.Length != 1) return NotOne(masters.Select(x => x.Node.Name).ToArray());
        var (master, info, _) = masters[0];
        var astray = said.Where(x => !x.Info!.IsMaster && !(x.Info.Master ?? "").Means(master)).ToArray();
        if (astray.Length > 0)
            return Verdict.Unhealthy(
                Excerpt.List(astray.Select(x => $"{x.Node.Name} follows {Nodes.NameOf(x.Info!.Master ?? "no node")}, not {master.Name}")),
                "Sentinel corrects this within a minute; if not, see gitlab-ctl tail sentinel.");
        return info!.Online.Length >= Nodes.Length - 1
            ? Verdict.Healthy($"{master.Name} is master, {info.Online.Length} replicas online")
            : Verdict.Unhealthy(
                $"{master.Name} is master with {info.Online.Length} of {Nodes.Length - 1} replicas online",
                "See gitlab-ctl tail redis on the replicas.");
    }

    private static Verdict NotOne(string[] masters) => masters.Length == 0
        ? Verdict.Unhealthy("no master", "See gitlab-ctl tail sentinel: without a quorum no replica is promoted.")
        : Verdict.Unhealthy(
            $"{masters.Length} masters: {Excerpt.List(masters)}",
            "A former master came back; Sentinel demotes it within a minute. If not, see gitlab-ctl tail sentinel.");

    private static Verdict NotUnderstood(Answer odd) =>
        Verdict.Unknown($"{odd.Node.Name} says: {Excerpt.Of(odd.Output)}", "Ask by hand: redis-cli info replication");
}
