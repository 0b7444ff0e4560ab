using System.Collections.Immutable;
using System.Text.RegularExpressions;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Model;
using GitLabHa.Core.Secrets;

namespace GitLabHa.Roles.Checks;

/// <summary>
/// All Sentinels name the same master, and that node itself reports that role: before 19.3 a reconfigure could make them
/// differ by writing the first master's address again. Source: https://gitlab.com/gitlab-org/omnibus-gitlab/-/merge_requests/2651
/// </summary>
public sealed partial record SentinelAgreement(RedisCluster Cluster, Topology Topology, Secret Password) : CrossCheck
{
    /// <inheritdoc />
    public override string Id => "sentinel.agreement";

    /// <inheritdoc />
    public override string Component => Components.Redis;

    /// <inheritdoc />
    public override string Title => "all Sentinels name the node that is master";

    /// <inheritdoc />
    public override ImmutableArray<Probe> Probes =>
        [.. Nodes.Select(x => new Probe(x, RedisAsk.SentinelAndRole(x, Cluster.MasterName, Password)))];

    private ImmutableArray<Node> Nodes => Topology.With(Cluster.Role);

    /// <inheritdoc />
    protected override Verdict Judge(ImmutableArray<Answer> answers)
    {
        if (answers.FirstOrDefault(x => !x.Output.StartsWith("sentinel ", StringComparison.Ordinal)) is { } odd)
            return Verdict.Unknown($"{odd.Node.Name} says: {Excerpt.Of(odd.Output)}", "Ask by hand: redis-cli -p 26379 sentinel masters");
        var named = answers.Select(x => (x.Node, Master: Named().Match(x.Output).Groups[1].Value)).ToArray();
        var silent = named.Where(x => x.Master.Length == 0).Select(x => x.Node.Name).ToArray();
        if (silent.Length > 0)
            return Verdict.Unhealthy(
                $"no master named by the Sentinel of {Excerpt.List(silent)}",
                "See gitlab-ctl status sentinel there; redis['master_name'] must be the same everywhere.");
        var groups = named.GroupBy(x => x.Master, x => x.Node.Name).ToArray();
        if (groups.Length > 1)
            return Verdict.Unhealthy(
                Excerpt.List(groups.Select(x => $"{Nodes.NameOf(x.Key)} according to {string.Join(" and ", x)}")),
                "Do not reconfigure any Redis node before they agree; see gitlab-ctl tail sentinel.");
        return Judge(groups[0].Key, answers);
    }

    private Verdict Judge(string named, ImmutableArray<Answer> answers)
    {
        var masters = answers.Where(x => RedisInfo.Parse(x.Output) is { IsMaster: true }).Select(x => x.Node).ToArray();
        return masters.Length == 1 && named.Means(masters[0])
            ? Verdict.Healthy($"{masters[0].Name} is master for all {answers.Length} Sentinels")
            : Verdict.Unhealthy(
                $"the Sentinels name {Nodes.NameOf(named)}, but role:master is reported by "
                    + $"{(masters.Length == 0 ? "no node" : Excerpt.List(masters.Select(x => x.Name)))}",
                "Wait for a failover to end; if it stays so, see gitlab-ctl tail sentinel.");
    }

    [GeneratedRegex(@"\Asentinel +([0-9A-Za-z.:-]+) +\d+ *$", RegexOptions.Multiline)]
    private static partial Regex Named();
}
