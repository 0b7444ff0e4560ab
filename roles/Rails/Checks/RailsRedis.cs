using System.Text.RegularExpressions;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;

namespace GitLabHa.Roles.Checks;

/// <summary>
/// The node finds the Redis master through the Sentinels. The command exits with 0 also when no Sentinels are configured,
/// which is the failure to look for. Source: https://docs.gitlab.com/administration/redis/troubleshooting/
/// </summary>
public sealed partial record RailsRedis(Node Node, Topology Topology) : NodeCheck(Node)
{
    /// <inheritdoc />
    public override string Id => "rails.redis";

    /// <inheritdoc />
    public override string Component => Components.Rails;

    /// <inheritdoc />
    public override string Title => "it finds the Redis master";

    /// <inheritdoc />
    protected override Command Command =>
        Ask.Of("gitlab-ctl get-redis-master", "exec gitlab-ctl get-redis-master").Within(TimeSpan.FromSeconds(60));

    /// <inheritdoc />
    protected override Verdict Judge(Answer answer)
    {
        if (Found().Match(answer.Output) is { Success: true } match) return Master(match.Groups[1].Value);
        if (answer.Output.Contains("No Redis Sentinels defined", StringComparison.OrdinalIgnoreCase))
            return Verdict.Unhealthy(
                "no Sentinels are configured", "gitlab_rails['redis_sentinels'] must name the nodes that run Sentinel.");
        return answer.Output.Contains("not found", StringComparison.OrdinalIgnoreCase)
            || answer.Output.Contains("No sentinels available", StringComparison.OrdinalIgnoreCase)
            ? Verdict.Unhealthy(
                Excerpt.Of(answer.Output),
                "redis['master_name'] and redis['master_password'] must be those of the Redis nodes; port 26379 must be open.")
            : NotUnderstood(answer);
    }

    private Verdict Master(string host)
    {
        var nodes = Topology.With(RoleNames.Redis);
        return nodes.IsEmpty || nodes.Any(host.Means)
            ? Verdict.Healthy($"{nodes.NameOf(host)} is the master")
            : Verdict.Unhealthy(
                $"{host} is the master, which is no Redis node of the environment",
                "gitlab_rails['redis_sentinels'] leads to another site's Sentinels.");
    }

    [GeneratedRegex(@"Redis master found at host (\S+) listening on port \d+")]
    private static partial Regex Found();
}
