using System.Globalization;
using System.Text.RegularExpressions;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;

namespace GitLabHa.Roles.Checks;

/// <summary>
/// This Sentinel could bring about a failover now. Source: https://redis.io/docs/latest/operate/oss_and_stack/management/sentinel/
/// </summary>
public sealed partial record SentinelQuorum(Node Node, RedisCluster Cluster, Topology Topology) : NodeCheck(Node)
{
    /// <inheritdoc />
    public override string Id => "sentinel.quorum";

    /// <inheritdoc />
    public override string Component => Components.Redis;

    /// <inheritdoc />
    public override string Title => "its Sentinel has a quorum";

    /// <inheritdoc />
    protected override Command Command => Ask.Of(
        $"redis-cli -h {Node.Address} -p {Ports.Sentinel} sentinel ckquorum {Cluster.MasterName}",
        $"exec {Ask.Embedded}/redis-cli -h \"$1\" -p {Ports.Sentinel} sentinel ckquorum \"$2\"",
        Node.Address,
        Cluster.MasterName);

    /// <inheritdoc />
    protected override Verdict Judge(Answer answer)
    {
        if (RedisAsk.Refusal(answer) is { } refusal) return refusal;
        if (Usable().Match(answer.Output) is not { Success: true } match) return NotUnderstood(answer);
        var usable = int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        var wanted = Topology.With(Cluster.Role).Length;
        return usable >= wanted
            ? Verdict.Healthy($"{usable} usable Sentinels")
            : Verdict.Degraded($"{usable} of {wanted} Sentinels usable", "See gitlab-ctl status sentinel on each Redis node.");
    }

    [GeneratedRegex(@"^OK (\d{1,4}) usable Sentinels?\b", RegexOptions.Multiline)]
    private static partial Regex Usable();
}
