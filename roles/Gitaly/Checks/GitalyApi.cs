using GitLabHa.Core.Checks;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;

namespace GitLabHa.Roles.Checks;

/// <summary>
/// Gitaly reaches the internal API of Rails: without it clones work and pushes fail.
/// Source: https://docs.gitlab.com/administration/gitaly/configure_gitaly/
/// </summary>
public sealed record GitalyApi(Node Node) : NodeCheck(Node)
{
    /// <inheritdoc />
    public override string Id => "gitaly.api";

    /// <inheritdoc />
    public override string Component => Components.Gitaly;

    /// <inheritdoc />
    public override string Title => "it reaches the internal API, so pushes work";

    /// <inheritdoc />
    protected override Command Command => Ask.AsGit(
        "gitaly check /var/opt/gitlab/gitaly/config.toml",
        $"{Ask.Embedded}/gitaly check /var/opt/gitlab/gitaly/config.toml").Within(TimeSpan.FromSeconds(60));

    /// <inheritdoc />
    protected override Verdict Judge(Answer answer)
    {
        var text = answer.Output;
        if (text.Contains("API access: FAIL", StringComparison.Ordinal)) return Verdict.Unhealthy(Excerpt.Of(text), Advice(text));
        if (!text.Contains("API access: OK", StringComparison.Ordinal)) return NotUnderstood(answer);
        return text.Contains("Redis reachable for GitLab: false", StringComparison.Ordinal)
            ? Verdict.Unhealthy("the API answers, but Rails does not reach Redis", "See rails.redis.")
            : Verdict.Healthy("API access OK");
    }

    private static string Advice(string text) =>
        text.Contains("401", StringComparison.Ordinal) || text.Contains("403", StringComparison.Ordinal)
            || text.Contains("nauthorized", StringComparison.Ordinal)
        ? "The secret differs: gitlab-secrets.json must be the site's on this node (gitlab_shell secret_token, gitaly gitlab_secret)."
        : "gitlab_rails['internal_api_url'] must be reachable from this node: the load balancer's port 80.";
}
