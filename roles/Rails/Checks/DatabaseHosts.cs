using System.Text.Json;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;

namespace GitLabHa.Roles.Checks;

/// <summary>
/// The node finds all PostgreSQL nodes to read from: Rails asks the Consul agent of its own node by DNS, and falls back to the
/// leader without a message when Consul does not answer.
/// </summary>
/// <param name="Node">A Rails or Sidekiq node.</param>
/// <param name="Topology">Which PostgreSQL nodes there are.</param>
public sealed record DatabaseHosts(Node Node, Topology Topology) : NodeCheck(Node)
{
    private const string Lookup =
        "dns = Resolv::DNS.new(nameserver_port: [[ARGV[0], ARGV[1].to_i]]); dns.timeouts = [2, 3]; "
        + "dns.getaddresses(ARGV[2]).each { |address| puts \"dns #{address}\" }";

    /// <inheritdoc />
    public override string Id => "rails.database-hosts";

    /// <inheritdoc />
    public override string Component => Components.Rails;

    /// <inheritdoc />
    public override string Title => "it finds every PostgreSQL node to read from";

    /// <inheritdoc />
    protected override Command Command => Ask.Of(
        "Consul: health of postgresql-ha, DNS of postgresql-ha.service.consul",
        $"""
        PATH={Ask.Embedded}:$PATH
        printf 'health '
        curl -q -sS -m 5 'http://127.0.0.1:{Ports.ConsulHttp}/v1/health/service/postgresql-ha?passing' && echo || exit 1
        ruby -rresolv -e "$1" 127.0.0.1 {Ports.ConsulDns} postgresql-ha.service.consul
        """,
        Lookup);

    /// <inheritdoc />
    protected override Verdict Judge(Answer answer)
    {
        if (Passing(answer.Output.Split('\n')[0]) is not { } passing) return NotUnderstood(answer);
        if (!answer.Output.Contains("\ndns ", StringComparison.Ordinal))
            return Verdict.Unhealthy(
                "Consul's DNS names no PostgreSQL node", $"See gitlab-ctl status consul; port {Ports.ConsulDns} on loopback of {Node}.");
        string[] missing = [.. Topology.With(RoleNames.Postgres).Where(x => !passing.Contains(x.Address)).Select(x => x.Name)];
        return missing.Length == 0
            ? Verdict.Healthy($"{passing.Count} of {passing.Count}")
            : Verdict.Unhealthy(
                $"nothing is read from {Excerpt.List(missing)}",
                $"Consul calls its Patroni unhealthy: gitlab-ctl status patroni consul on {missing[0]}.");
    }

    private static IReadOnlyCollection<string>? Passing(string line)
    {
        if (!line.StartsWith("health ", StringComparison.Ordinal)) return null;
        try
        {
            using var answer = JsonDocument.Parse(line["health ".Length..]);
            return [.. answer.RootElement.EnumerateArray()
                .Select(x => Address(x.GetProperty("Service")) ?? Address(x.GetProperty("Node")) ?? "")];
        }
        catch (Exception error) when (error is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }

    private static string? Address(JsonElement of) => of.GetProperty("Address").GetString() is { Length: > 0 } text ? text : null;
}
