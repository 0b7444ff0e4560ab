using System.Collections.Immutable;
using System.Text.Json;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;

namespace GitLabHa.Roles.Checks;

/// <summary>No health check in Consul is critical but those that must be.</summary>
/// <remarks>
/// The service "postgresql" that Omnibus registers asks <c>gitlab-ctl patroni check-leader</c>, so it is critical on each
/// replica by design: one of them has to pass, not all.
/// Source: https://docs.gitlab.com/administration/postgresql/replication_and_failover/
/// </remarks>
public sealed record ConsulCritical(Node Node, Topology Topology) : NodeCheck(Node)
{
    private const string LeaderOnly = "postgresql";

    /// <inheritdoc />
    public override string Id => "consul.critical";

    /// <inheritdoc />
    public override string Component => Components.Consul;

    /// <inheritdoc />
    public override string Title => "no critical health checks";

    /// <inheritdoc />
    protected override Command Command => Http.Get($"http://127.0.0.1:{Ports.ConsulHttp}/v1/health/state/critical");

    /// <inheritdoc />
    protected override Verdict Judge(Answer answer)
    {
        var http = Http.Parse(answer.Output);
        if (http.Status is 0 or >= 500)
            return ConsulAnswers.Refusal(answer) ?? Verdict.Unhealthy(Excerpt.Of(http.Body), "Look at: gitlab-ctl tail consul");
        if (http.Status != 200 || Parse(http.Body) is not { } entries) return NotUnderstood(answer);
        var byDesign = entries.Where(x => x.Service == LeaderOnly).ToArray();
        var replicas = Math.Max(0, Topology.With(RoleNames.Postgres).Length - 1);
        var wrong = byDesign.Length > replicas ? entries : [.. entries.Except(byDesign)];
        return wrong.Length == 0
            ? Verdict.Healthy(
                byDesign.Length == 0 ? "none is critical" : $"none but postgresql on {byDesign.Length} replicas, as it must be")
            : Verdict.Unhealthy(
                Excerpt.List(wrong.Select(x => $"{x.Check} on {x.Node}")),
                "Ask what it says: curl 127.0.0.1:8500/v1/health/state/critical");
    }

    private static ImmutableArray<(string Node, string Check, string Service)>? Parse(string body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            return [.. json.RootElement.EnumerateArray().Select(x => (Text(x, "Node"), Text(x, "CheckID"), Text(x, "ServiceName")))];
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    private static string Text(JsonElement entry, string name) => entry.TryGetProperty(name, out var value) ? value.GetString() ?? "" : "";
}
