using GitLabHa.Core.Checks;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;

namespace GitLabHa.Roles.Checks;

/// <summary>Rails answers that it and all it depends on are ready.</summary>
/// <param name="Node">Who asks.</param>
/// <param name="Id">The kind of check.</param>
/// <param name="Title">What it asks.</param>
/// <param name="Url">Where.</param>
/// <param name="Refused">What to do when Rails answers 404: it does so to every address that is not in monitoring_whitelist.</param>
public sealed record RailsReadiness(Node Node, string Id, string Title, string Url, string Refused) : NodeCheck(Node)
{
    /// <inheritdoc />
    public override string Id { get; } = Id;

    /// <inheritdoc />
    public override string Component => Components.Rails;

    /// <inheritdoc />
    public override string Title { get; } = Title;

    /// <inheritdoc />
    protected override Command Command => Http.Get(Url).Within(TimeSpan.FromSeconds(30));

    /// <summary>A Rails node asks itself, with all it depends on.</summary>
    public static RailsReadiness OfNode(Node node) =>
        new(
            node, "rails.readiness", "ready with all it depends on", "http://127.0.0.1/-/readiness?all=1",
            "127.0.0.0/8 must be in gitlab_rails['monitoring_whitelist']: see settings of this environment.");

    /// <summary>
    /// A node asks through the load balancer, with the path that load balancers probe; never /health_check, which goes red
    /// with a slow backend.
    /// </summary>
    public static RailsReadiness Through(Node node, Endpoint endpoint) =>
        new(
            node, "rails.balanced", "ready through the load balancer", $"http://{endpoint}/-/readiness",
            $"Rails sees an address that is not in gitlab_rails['monitoring_whitelist']. It holds that of {node}: "
                + $"when {endpoint.Host} shows an address of its own, add its network to load_balancer.probe_cidrs and deploy.");

    /// <inheritdoc />
    protected override Verdict Judge(Answer answer)
    {
        var http = Http.Parse(answer.Output);
        var readiness = Readiness.Parse(http.Body);
        return http.Status switch
        {
            200 when readiness is { Ok: true } => Verdict.Healthy(readiness.Passed == 0 ? "ok" : $"{readiness.Passed} checks ok"),
            200 or 503 when readiness is not null =>
                Verdict.Unhealthy(NotReady(readiness), "See gitlab-ctl tail puma; what is named failed is what Rails cannot reach."),
            0 => Verdict.Unhealthy(Excerpt.Or("nothing answers", http.Body), "See gitlab-ctl status nginx puma gitlab-workhorse."),
            404 => Verdict.Unhealthy("404", Refused),
            >= 500 => Verdict.Unhealthy($"HTTP {http.Status}", "Rails starts, or failed to: gitlab-ctl tail puma; for a load balancer, "
                + "see its backends."),
            _ => NotUnderstood(answer),
        };
    }

    private static string NotReady(Readiness readiness) => readiness.Failed.Count == 0 ? "not ready" : Excerpt.List(readiness.Failed);
}
