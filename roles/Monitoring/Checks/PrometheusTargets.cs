using GitLabHa.Core.Checks;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;

namespace GitLabHa.Roles.Checks;

/// <summary>
/// By Prometheus' own data all its targets answer, and it has a target for every node of a job: an exporter that is not
/// registered in Consul is not scraped, although no target is down. Source: https://prometheus.io/docs/prometheus/latest/querying/api/
/// </summary>
/// <param name="Node">The monitoring node.</param>
/// <param name="Topology">Who runs what.</param>
public sealed record PrometheusTargets(Node Node, Topology Topology) : NodeCheck(Node)
{
    // Jobs of Omnibus and of the monitoring role, by the role whose nodes they scrape. Source:
    // https://gitlab.com/gitlab-org/omnibus-gitlab/-/blob/master/files/gitlab-cookbooks/monitoring/libraries/prometheus.rb
    private static readonly (string Job, string[] Roles)[] Jobs =
    [
        ("redis", [RoleNames.Redis, RoleNames.RedisCache]),
        ("postgres", [RoleNames.Postgres, RoleNames.PraefectPostgres]),
        ("praefect", [RoleNames.Praefect]),
        ("gitaly", [RoleNames.Gitaly]),
        ("gitlab-rails", [RoleNames.Rails]),
        ("nginx", [RoleNames.Rails]),
        ("gitlab-sidekiq", [RoleNames.Sidekiq]),
        ("prometheus", [RoleNames.Monitoring]),
    ];

    /// <inheritdoc />
    public override string Id => "monitoring.targets";

    /// <inheritdoc />
    public override string Component => Components.Monitoring;

    /// <inheritdoc />
    public override string Title => "every target of Prometheus answers";

    /// <inheritdoc />
    protected override Command Command => Ask.Of(
        "curl Prometheus: up == 0, count by (job) (up)",
        $$"""
        PATH=$PATH:{{Ask.Embedded}}
        for query in 'up == 0' 'count by (job) (up)'; do
          curl -q -sS -m 10 -G --data-urlencode "query=$query" http://127.0.0.1:{{Ports.Prometheus}}/api/v1/query && echo || exit 1
        done
        """);

    /// <inheritdoc />
    protected override Verdict Judge(Answer answer)
    {
        if (answer.Output.Contains("onnect", StringComparison.Ordinal) && answer.ExitCode != 0)
            return Verdict.Unhealthy(Excerpt.Of(answer.Output), "See gitlab-ctl status prometheus; gitlab-ctl tail prometheus.");
        var lines = answer.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (lines is not [var first, var second]
            || PrometheusVector.Parse(first) is not { } down || PrometheusVector.Parse(second) is not { } counts)
            return NotUnderstood(answer);
        if (down.Count > 0) return Down([.. down]);
        var known = counts.ToDictionary(x => x.Job, x => x.Value);
        var fewer = Expected().Where(x => known.GetValueOrDefault(x.Job) < x.Nodes)
            .Select(x => $"{x.Job} {known.GetValueOrDefault(x.Job)} of {x.Nodes}").ToArray();
        return fewer.Length == 0
            ? Verdict.Healthy($"{known.Values.Sum():0} targets of {known.Count} jobs up")
            : Verdict.Unhealthy(
                $"targets are missing: {Excerpt.List(fewer)}",
                $"Compare with http://127.0.0.1:{Ports.ConsulHttp}/v1/catalog/services on {Node}: "
                    + "an exporter that runs is registered by a reconfigure of its node.");
    }

    private Verdict Down(PrometheusSample[] down) => Verdict.Unhealthy(
        $"{down.Length} down: {Excerpt.List(down.Take(3).Select(x => $"{x.Job} at {x.Instance}"))}{(down.Length > 3 ? " …" : "")}",
        $"Ask it from {Node}: curl http://{down[0].Instance}/metrics; "
            + $"lastError of http://127.0.0.1:{Ports.Prometheus}/api/v1/targets says why it failed.");

    private IEnumerable<(string Job, int Nodes)> Expected() => Jobs
        .Select(x => (x.Job, Nodes: Topology.Nodes.Count(node => x.Roles.Any(node.Has))))
        .Append((Job: "node", Nodes: Topology.PackageNodes.Count()))
        .Append((Job: "pgbouncer", Nodes: Topology.Nodes.Count(Topology.RunsPgBouncer)))
        .Where(x => x.Nodes > 0);
}
