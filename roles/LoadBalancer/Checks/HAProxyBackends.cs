using System.Collections.Immutable;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;

namespace GitLabHa.Roles.Checks;

/// <summary>Every server behind HAProxy is up, as its own health checks see it.</summary>
/// <param name="Node">The load balancer.</param>
/// <param name="NotYet">Backends whose servers a later stage brings up.</param>
public sealed record HAProxyBackends(Node Node, ImmutableArray<string> NotYet) : NodeCheck(Node)
{
    /// <summary>The servers that matter; null: all of them.</summary>
    public ImmutableArray<Node>? Servers { get; init; }

    /// <inheritdoc />
    public override string Id => "haproxy.backends";

    /// <inheritdoc />
    public override string Component => Components.LoadBalancer;

    /// <inheritdoc />
    public override string Title => "every server behind it is up";

    /// <inheritdoc />
    protected override Command Command => Http.Get("http://127.0.0.1:8404/stats;csv");

    /// <inheritdoc />
    protected override Verdict Judge(Answer answer)
    {
        var http = Http.Parse(answer.Output);
        if (http.Status == 0)
            return Verdict.Unhealthy(
                Excerpt.Or("nothing answers", http.Body), "See systemctl status haproxy; haproxy -c -f /etc/haproxy/haproxy.cfg");
        var all = HAProxyStatistics.Parse(http.Body).Where(x => !NotYet.Contains(x.Backend)).ToArray();
        var matter = all.Where(x => !x.IsBackend && (Servers?.Any(node => node.Name == x.Server) ?? true)).ToArray();
        var rows = all.Where(x => x.IsBackend ? matter.Any(server => server.Backend == x.Backend) : matter.Contains(x)).ToArray();
        var servers = rows.Where(x => !x.IsBackend).ToArray();
        if (http.Status != 200 || servers.Length == 0) return NotUnderstood(answer);
        var down = rows.Where(x => x.Down).ToArray();
        if (down.Length > 0) return Verdict.Unhealthy(Excerpt.List(down.Select(x => x.ToString())), Advice(down[0]));
        var odd = servers.Where(x => !x.Up).ToArray();
        return odd.Length == 0
            ? Verdict.Healthy($"{servers.Length} of {servers.Length} servers up")
            : Verdict.Degraded(
                Excerpt.List(odd.Select(x => x.ToString())),
                "MAINT and DRAIN were set by someone; UP n/m means that checks begin to fail.");
    }

    // Everybody else than the whitelist gets 404: https://docs.gitlab.com/administration/monitoring/health_check/
    private static string Advice(HAProxyRow row) => row is { Check: "L7STS", Code: "404" }
        ? $"{row.Server} does not know the load balancer: its address is missing in gitlab_rails['monitoring_whitelist'] there. If "
            + "gitlab.rb was edited, "
            + "./build.sh Deploy --env NAME writes it again; if the load balancer asks from another address, add that to "
                + "load_balancer.probe_cidrs."
        : $"See the service behind {row.Backend} on {row.Server}, and that its port is open to the load balancer.";
}
