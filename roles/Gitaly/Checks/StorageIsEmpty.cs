using System.Globalization;
using System.Text.RegularExpressions;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;

namespace GitLabHa.Roles.Checks;

/// <summary>
/// Rails knows no repository on a storage without Praefect, which has the only copy.
/// Source: https://docs.gitlab.com/administration/operations/moving_repositories/
/// </summary>
/// <param name="Postgres">A PostgreSQL node of the main database.</param>
/// <param name="Storage">The storage.</param>
public sealed partial record StorageIsEmpty(Node Postgres, string Storage) : NodeCheck(Postgres)
{
    /// <inheritdoc />
    public override string Id => "gitaly.empty";

    /// <inheritdoc />
    public override string Component => Components.Gitaly;

    /// <inheritdoc />
    public override string Title => $"no repository is on {Storage}";

    /// <inheritdoc />
    protected override Command Command => Ask.Of(
        $"gitlab-psql: projects and groups on {Storage}",
        """
        exec gitlab-psql -d gitlabhq_production -v ON_ERROR_STOP=1 -v storage="$1" -qtAX -F ' ' -f - <<'SQL'
        SELECT 'projects', count(*) FROM projects WHERE repository_storage = :'storage';
        SQL
        """,
        Storage);

    /// <inheritdoc />
    protected override Verdict Judge(Answer answer)
    {
        if (Count().Match(answer.Output) is not { Success: true } count) return NotUnderstood(answer);
        var projects = long.Parse(count.Groups[1].ValueSpan, CultureInfo.InvariantCulture);
        return projects == 0
            ? Verdict.Healthy("none")
            : Verdict.Unhealthy(
                $"{projects} projects are on it, and nowhere else",
                "Move them to another storage first: https://docs.gitlab.com/administration/operations/moving_repositories/") with
            { IsPermanent = true };
    }

    [GeneratedRegex(@"^projects (\d{1,12})\r?$", RegexOptions.Multiline)]
    private static partial Regex Count();
}
