using GitLabHa.Core.Checks;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;

namespace GitLabHa.Roles.Checks;

/// <summary>Asks Patroni's REST interface for the cluster, or the table when it does not answer.</summary>
internal static class PatroniAsk
{
    private static readonly (string Words, string Advice)[] Known =
    [
        ("Connection refused", "Patroni does not run or listens elsewhere: gitlab-ctl status patroni; gitlab-ctl tail patroni"),
        ("Couldn't connect", "Patroni does not run or listens elsewhere: gitlab-ctl status patroni; gitlab-ctl tail patroni"),
        ("Failed to connect", "Patroni does not run or listens elsewhere: gitlab-ctl status patroni; gitlab-ctl tail patroni"),
        ("is not accessible properly", "Patroni cannot reach Consul: check consul.members first."),
    ];

    /// <summary>The cluster as this node's Patroni sees it.</summary>
    public static Command Cluster(Node node) => Ask.Of(
        $"curl -s http://{node.Address}:{Ports.Patroni}/cluster",
        $$"""
        PATH=$PATH:{{Ask.Embedded}}
        curl -q -sS -f -m 5 "http://$1:{{Ports.Patroni}}/cluster" || exec gitlab-ctl patroni members
        """,
        node.Address);

    /// <summary>Either form, or null when it is neither.</summary>
    public static PatroniCluster? Read(Answer answer) =>
        PatroniJson.Parse(answer.Output.Trim()) ?? PatroniTable.Parse(answer.Output);

    /// <summary>The verdict on a refusal that is known, or null.</summary>
    public static Verdict? Refusal(Answer answer)
    {
        var known = Known.FirstOrDefault(x => answer.Output.Contains(x.Words, StringComparison.Ordinal));
        return known.Words is null ? null : Verdict.Unhealthy(Excerpt.Of(answer.Output), known.Advice);
    }
}
