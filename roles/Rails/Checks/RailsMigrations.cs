using System.Text.RegularExpressions;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;

namespace GitLabHa.Roles.Checks;

/// <summary>The main database has the schema of the installed version.</summary>
public sealed partial record RailsMigrations(Node Node) : NodeCheck(Node)
{
    /// <inheritdoc />
    public override string Id => "rails.migrations";

    /// <inheritdoc />
    public override string Component => Components.Rails;

    /// <inheritdoc />
    public override string Title => "no migration is pending";

    // The task prints nothing when all is well, which must differ from no answer.
    /// <inheritdoc />
    protected override Command Command =>
        Ask.Of("gitlab-rake db:abort_if_pending_migrations", "gitlab-rake db:abort_if_pending_migrations\necho \"migrations_exit=$?\"")
            .Within(Ask.Slow);

    /// <inheritdoc />
    protected override Verdict Judge(Answer answer)
    {
        if (Pending().Match(answer.Output) is { Success: true } pending)
            return Verdict.Unhealthy(
                $"{pending.Groups[1].Value} pending",
                "Remove /var/lib/gitlab-ha/migrated on the first Rails node, then ./build.sh Deploy --env NAME migrates, straight on the "
                    + "PostgreSQL leader.");
        return answer.Output.Contains("migrations_exit=0", StringComparison.Ordinal)
            ? Verdict.Healthy("none is pending")
            : NotUnderstood(answer);
    }

    [GeneratedRegex(@"You have (\d+) pending migrations?", RegexOptions.IgnoreCase)]
    private static partial Regex Pending();
}
