using System.Text.RegularExpressions;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;

namespace GitLabHa.Roles.Checks;

/// <summary>
/// Rails reaches Git storage; on Sidekiq nodes too, where a missing storage shows only in failed jobs. The exit code is 0
/// either way. Source: https://docs.gitlab.com/administration/gitaly/praefect/troubleshooting/
/// </summary>
/// <param name="Node">A Rails or Sidekiq node.</param>
/// <param name="Topology">Which storages there are.</param>
public sealed partial record RailsGitaly(Node Node, Topology Topology) : NodeCheck(Node)
{
    /// <inheritdoc />
    public override string Id => "rails.gitaly";

    /// <inheritdoc />
    public override string Component => Components.Rails;

    /// <inheritdoc />
    public override string Title => "it reaches Git storage";

    /// <inheritdoc />
    protected override Command Command =>
        Ask.Of("gitlab-rake gitlab:gitaly:check", "exec gitlab-rake gitlab:gitaly:check").Within(Ask.Slow);

    /// <inheritdoc />
    protected override Verdict Judge(Answer answer)
    {
        var storages = Storage().Matches(answer.Output).Select(x => (Name: x.Groups[1].Value, Result: x.Groups[2].Value.Trim())).ToArray();
        if (storages.Length == 0) return NotUnderstood(answer);
        var failed = storages.Where(x => x.Result != "OK").Select(x => $"{x.Name}: {x.Result}").ToArray();
        if (failed.Length > 0) return Verdict.Unhealthy(Excerpt.Of(string.Join('\n', failed)), Advice(answer.Output));
        string[] missing = [.. Topology.GitStorages.Select(x => x.Name).Except(storages.Select(x => x.Name))];
        return missing.Length == 0
            ? Verdict.Healthy($"{Excerpt.List(storages.Select(x => x.Name))} OK")
            : Verdict.Unhealthy(
                $"it does not know {Excerpt.List(missing)}", $"See the Preview of {Node}: its gitlab.rb must name every storage.");
    }

    private string Advice(string text) => (text.Contains("ermission", StringComparison.Ordinal), Topology.Has(RoleNames.Praefect)) switch
    {
        (true, true) => "Token: gitaly_token of gitlab_rails['repositories_storages'] must equal praefect's auth.token, the external one.",
        (true, false) => "Token: gitaly_token of gitlab_rails['repositories_storages'] must equal auth.token of the Gitaly node.",
        (false, true) => "See that the load balancer's port 2305 leads to a Praefect that runs.",
        (false, false) => "See that Gitaly runs on that node, and that its port 8075 is open to this one.",
    };

    [GeneratedRegex(@"(?:^|\.\.\. )([\w-]+) \.\.\. (OK|FAIL[^\r\n]*)", RegexOptions.Multiline)]
    private static partial Regex Storage();
}
