using System.Text.RegularExpressions;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;

namespace GitLabHa.Roles.Checks;

/// <summary>
/// Rails knows every storage, the Gitaly behind each serves that very name, and new repositories go to all of them.
/// gitlab:gitaly:check asks only whether a server is ready: it prints OK even when Rails and Gitaly name a storage differently.
/// </summary>
/// <param name="Node">A Rails node.</param>
/// <param name="Topology">Who serves which storage.</param>
public sealed partial record RailsStorages(Node Node, Topology Topology) : NodeCheck(Node)
{
    private const string Code =
        "weights = ApplicationSetting.current_without_cache.repository_storages_weighted; "
        + "Gitaly::Server.all.each { |server| state = begin; server.readable? && server.writeable? ? 'ok' : 'unavailable'; "
        + "rescue => error; error.message.lines.first.strip; end; "
        + "puts \"storage #{server.storage} weight #{weights[server.storage] || 'unset'} #{state}\" }";

    /// <inheritdoc />
    public override string Id => "rails.storages";

    /// <inheritdoc />
    public override string Component => Components.Rails;

    /// <inheritdoc />
    public override string Title => "it can use every storage";

    /// <inheritdoc />
    protected override Command Command => Ask.Of(
        "gitlab-rails runner: Gitaly::Server.all, repository_storages_weighted", "exec gitlab-rails runner \"$1\"", Code).Within(Ask.Slow);

    /// <inheritdoc />
    protected override Verdict Judge(Answer answer)
    {
        Row[] rows = [.. Storage().Matches(answer.Output)
            .Select(x => new Row(x.Groups[1].Value, x.Groups[2].Value, x.Groups[3].Value.Trim()))];
        if (rows.Length == 0) return NotUnderstood(answer);
        string[] missing = [.. Topology.GitStorages.Select(x => x.Name).Except(rows.Select(x => x.Name))];
        if (missing.Length > 0)
            return Verdict.Unhealthy(
                $"Rails does not know {Excerpt.List(missing)}",
                $"gitlab_rails['repositories_storages'] of {Node} must name it: see the Preview of {Node}.");
        if (rows.FirstOrDefault(x => x.State != "ok") is { } failed)
            return Verdict.Unhealthy(
                $"{failed.Name}: {Excerpt.Of(failed.State)}",
                $"See that {ServerOf(failed.Name)} runs, and serves a storage of the name {failed.Name}.");
        return rows.FirstOrDefault(x => x.Weight == "unset") is { } unset
            ? Verdict.Degraded(
                $"{unset.Name} has no weight: no new repository goes there", "Set it: Admin > Settings > Repository > Repository storage.")
            : Verdict.Healthy(Excerpt.List(rows.Select(x => $"{x.Name} (weight {x.Weight})")));
    }

    private string ServerOf(string storage) =>
        Topology.GitStorages.FirstOrDefault(x => x.Name == storage) is { } known ? $"the Gitaly at {known.Endpoint}" : "its Gitaly";

    [GeneratedRegex(@"^storage (\S+) weight (\d+|unset) ([^\r\n]+)", RegexOptions.Multiline)]
    private static partial Regex Storage();

    private sealed record Row(string Name, string Weight, string State);
}
