using GitLabHa.Core.Checks;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;

namespace GitLabHa.Roles.Checks;

/// <summary>Puma answers, without asking a database: the line between "Rails is down" and "something behind it is".</summary>
public sealed record RailsHealth(Node Node) : NodeCheck(Node)
{
    /// <inheritdoc />
    public override string Id => "rails.health";

    /// <inheritdoc />
    public override string Component => Components.Rails;

    /// <inheritdoc />
    public override string Title => "Puma answers";

    /// <inheritdoc />
    protected override Command Command => Http.Get("http://127.0.0.1/-/health");

    /// <inheritdoc />
    protected override Verdict Judge(Answer answer)
    {
        var http = Http.Parse(answer.Output);
        return http.Status switch
        {
            200 when http.Body.Contains("GitLab OK", StringComparison.Ordinal) => Verdict.Healthy("GitLab OK"),
            0 => Verdict.Unhealthy(Excerpt.Or("nothing answers", http.Body), "See gitlab-ctl status nginx; gitlab-ctl tail nginx"),
            404 => Verdict.Unhealthy("404", "127.0.0.0/8 must be in gitlab_rails['monitoring_whitelist']."),
            >= 500 => Verdict.Unhealthy($"HTTP {http.Status}", "See gitlab-ctl status puma gitlab-workhorse; gitlab-ctl tail puma"),
            _ => NotUnderstood(answer),
        };
    }
}
