using System.Text.RegularExpressions;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;

namespace GitLabHa.Roles.Checks;

/// <summary>
/// No repository is unavailable or behind on an assigned storage, as far as the tracking database knows; the command's exit
/// code is 0 either way. Source: https://docs.gitlab.com/administration/gitaly/praefect/recovery/
/// </summary>
public sealed partial record PraefectDataLoss(Node Node) : NodeCheck(Node)
{
    private const int Shown = 3;

    /// <inheritdoc />
    public override string Id => "praefect.dataloss";

    /// <inheritdoc />
    public override string Component => Components.Praefect;

    /// <inheritdoc />
    public override string Title => "all repositories available and up to date";

    /// <inheritdoc />
    protected override Command Command => PraefectAsk.SubCommand("dataloss", "-partially-unavailable");

    /// <inheritdoc />
    protected override Verdict Judge(Answer answer)
    {
        var storages = Storage().Count(answer.Output);
        if (storages == 0) return NotUnderstood(answer);
        var repositories = Repository().Matches(answer.Output);
        var lost = repositories.Where(x => x.Groups["lost"].Success).Select(x => x.Groups["path"].Value).ToArray();
        if (lost.Length > 0)
            return Verdict.Unhealthy(
                $"{lost.Length} unavailable: {List(lost)}",
                "Bring back the Gitaly node that has them in sync; only as a last resort: praefect accept-dataloss");
        if (repositories.Count > 0)
            return Verdict.Degraded(
                $"{repositories.Count} behind on a storage: {List([.. repositories.Select(x => x.Groups["path"].Value)])}",
                "Replication catches up by itself when all Gitaly nodes are healthy; ask again.");
        return AllWell().Count(answer.Output) >= storages
            ? Verdict.Healthy("all repositories available on all assigned storages")
            : NotUnderstood(answer);
    }

    private static string List(string[] paths) => Excerpt.List(paths.Take(Shown)) + (paths.Length > Shown ? ", …" : "");

    [GeneratedRegex(@"^Virtual storage: \S", RegexOptions.Multiline)]
    private static partial Regex Storage();

    [GeneratedRegex(@"^ {4}(?<path>\S+?)(?<lost> \(unavailable\))?:\r?$", RegexOptions.Multiline)]
    private static partial Regex Repository();

    [GeneratedRegex(@"^\s*All repositories are (?:fully )?available\b", RegexOptions.Multiline)]
    private static partial Regex AllWell();
}
