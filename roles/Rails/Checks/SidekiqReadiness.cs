using GitLabHa.Core.Checks;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;

namespace GitLabHa.Roles.Checks;

/// <summary>Sidekiq's own health check. Source: https://docs.gitlab.com/administration/sidekiq/sidekiq_health_check/</summary>
public sealed record SidekiqReadiness(Node Node) : NodeCheck(Node)
{
    /// <inheritdoc />
    public override string Id => "sidekiq.readiness";

    /// <inheritdoc />
    public override string Component => Components.Rails;

    /// <inheritdoc />
    public override string Title => "Sidekiq is ready";

    /// <inheritdoc />
    protected override Command Command => Http.Get($"http://127.0.0.1:{Ports.SidekiqHealth}/readiness");

    /// <inheritdoc />
    protected override Verdict Judge(Answer answer)
    {
        var http = Http.Parse(answer.Output);
        return http.Status switch
        {
            200 when Readiness.Parse(http.Body) is { Ok: true } => Verdict.Healthy("ready"),
            0 => Verdict.Unhealthy(Excerpt.Or("nothing answers", http.Body), "See gitlab-ctl status sidekiq; gitlab-ctl tail sidekiq"),
            200 or >= 500 when Readiness.Parse(http.Body) is { } not =>
                Verdict.Unhealthy(not.Failed.Count == 0 ? "not ready" : Excerpt.List(not.Failed), "See gitlab-ctl tail sidekiq"),
            >= 500 => Verdict.Unhealthy($"HTTP {http.Status}", "See gitlab-ctl tail sidekiq"),
            _ => NotUnderstood(answer),
        };
    }
}
