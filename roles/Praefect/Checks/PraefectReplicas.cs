using System.Globalization;
using System.Text.RegularExpressions;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;

namespace GitLabHa.Roles.Checks;

/// <summary>
/// A Gitaly storage has a current copy of every repository that is assigned to it, which is all of them without a replication
/// factor. Praefect copies what is missing by itself, every reconciliation.scheduling_interval.
/// Source: https://docs.gitlab.com/administration/gitaly/praefect/configure/#replication-factor
/// </summary>
/// <param name="Tracking">The node of the tracking database.</param>
/// <param name="Storage">The storage.</param>
public sealed partial record PraefectReplicas(Node Tracking, string Storage) : NodeCheck(Tracking)
{
    /// <inheritdoc />
    public override string Id => "praefect.replicas";

    /// <inheritdoc />
    public override string Component => Components.Praefect;

    /// <inheritdoc />
    public override string Title => $"{Storage} has all its repositories";

    /// <inheritdoc />
    protected override Command Command => Ask.Of(
        $"gitlab-psql: repositories on {Storage}", EmbeddedScript.Of(typeof(PraefectReplicas), "tracked-repositories.sh"), Storage)
        .Within(TimeSpan.FromSeconds(60));

    /// <inheritdoc />
    protected override Verdict Judge(Answer answer)
    {
        if (!answer.Output.StartsWith("tracked ", StringComparison.Ordinal)) return NotUnderstood(answer);
        // A site without repositories has no row.
        var row = Row().Matches(answer.Output).FirstOrDefault(x => x.Groups["storage"].Value == Storage);
        if (row is null) return Verdict.Healthy("no repositories");
        var (all, current) = (Number(row, "all"), Number(row, "current"));
        return current >= all
            ? Verdict.Healthy($"{current} of {all} repositories")
            : Verdict.Unhealthy(
                $"{current} of {all} repositories",
                "Praefect copies them; where nothing moves, see gitlab-ctl tail praefect, and gitlab-ctl tail gitaly on the node.") with
            { IsProgress = true };
    }

    private static long Number(Match row, string group) => long.Parse(row.Groups[group].ValueSpan, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^storage (?<storage>\S+) (?<all>\d{1,12}) (?<current>\d{1,12}) ", RegexOptions.Multiline)]
    private static partial Regex Row();
}
