using System.Globalization;
using System.Text.RegularExpressions;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;

namespace GitLabHa.Roles.Checks;

/// <summary>
/// The batched background migrations are finished, in every database of Rails: the next version refuses to migrate before.
/// Source: https://docs.gitlab.com/update/background_migrations/
/// </summary>
/// <param name="Node">A PostgreSQL node; a replica knows as well.</param>
/// <param name="Rails">Where one is finalized by hand, for advice.</param>
public sealed partial record BackgroundMigrations(Node Node, Node Rails) : NodeCheck(Node)
{
    private const int Shown = 3;

    private const string Sql =
        "SELECT 'migration', current_database(), status, job_class_name, table_name, column_name, "
        + "COALESCE((SELECT sum(batch_size) FROM batched_background_migration_jobs j WHERE j.batched_background_migration_id = m.id AND "
            + "j.status = 3), 0), "
        + "COALESCE(total_tuple_count, 0), COALESCE(extract(epoch FROM now() - started_at)::bigint, 0), job_arguments "
        + "FROM batched_background_migrations m WHERE status NOT IN (3, 6) ORDER BY id";

    private static readonly Dictionary<int, string> States = new() { [0] = "paused", [1] = "active", [4] = "failed", [5] = "finalizing" };

    /// <inheritdoc />
    public override string Id => "rails.background-migrations";

    /// <inheritdoc />
    public override string Component => Components.Rails;

    /// <inheritdoc />
    public override string Title => "background migrations are finished";

    /// <inheritdoc />
    protected override Command Command => Ask.Of(
        "gitlab-psql: batched_background_migrations",
        """
        for database in $(gitlab-psql -d template1 -AtX -c "SELECT datname FROM pg_database
          WHERE datname IN ('gitlabhq_production', 'gitlabhq_production_ci', 'gitlabhq_production_sec') ORDER BY 1"); do
          gitlab-psql -d "$database" -AtX -F '|' -c "$1" && echo "asked $database" || exit 1
        done
        """,
        Sql);

    /// <inheritdoc />
    protected override Verdict Judge(Answer answer)
    {
        if (!answer.Output.Contains("asked gitlabhq_production", StringComparison.Ordinal) || answer.ExitCode != 0)
            return NotUnderstood(answer);
        Migration[] left = [.. Row().Matches(answer.Output).Select(Migration.Read)];
        if (left.FirstOrDefault(x => x.State is not ("active" or "finalizing")) is { } stuck) return Stuck(stuck, left.Length);
        return left.Length == 0
            ? Verdict.Healthy($"in {Excerpt.List(Asked().Matches(answer.Output).Select(x => x.Groups[1].Value))}")
            : Verdict.Unhealthy(
                $"{left.Length} to go: " + Excerpt.List(left.Take(Shown).Select(x => x.ToString())) + (left.Length > Shown ? " …" : ""),
                "Sidekiq works them off: wait, and rerun the command.");
    }

    private Verdict Stuck(Migration stuck, int left) => Verdict.Unhealthy(
        $"{stuck.Class} on {stuck.Table} is {stuck.State} ({left} to go)",
        stuck.State == "paused"
            ? "Resume it: Admin > Monitoring > Background migrations; then rerun the command."
            : $"Find out why in the log of Sidekiq, then finalize it on {Rails}: sudo gitlab-rake "
                + $"gitlab:background_migrations:finalize[{stuck.Arguments}]; then rerun the command.") with
    { IsPermanent = true };

    [GeneratedRegex(@"^migration\|(\w+)\|(\d+)\|([^|\r\n]*)\|([^|\r\n]*)\|([^|\r\n]*)\|(\d{1,18})\|(\d{1,18})\|(\d{1,12})\|([^\r\n]*)\r?$",
        RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"^asked (\w+)\r?$", RegexOptions.Multiline)]
    private static partial Regex Asked();

    private sealed record Migration(
        string State, string Class, string Table, string Column, long Done, long Total, long Seconds, string Json)
    {
        // Rake splits at commas without a backslash before them.
        public string Arguments => $"{Class},{Table},{Column},'{Json.Replace(",", "\\,", StringComparison.Ordinal)}'";

        public static Migration Read(Match row)
        {
            long Number(int group) => long.Parse(row.Groups[group].ValueSpan, CultureInfo.InvariantCulture);
            var state = States.GetValueOrDefault((int)Number(2), row.Groups[2].Value);
            return new Migration(
                state, row.Groups[3].Value, row.Groups[4].Value, row.Groups[5].Value, Number(6), Number(7), Number(8), row.Groups[9].Value);
        }

        public override string ToString()
        {
            var share = Total == 0 ? 1 : Math.Min(1, (double)Done / Total);
            var rest = Done > 0 && share < 1
                ? $", about {TimeSpan.FromSeconds(Seconds * (1 - share) / share).TotalMinutes:0} min to go"
                : "";
            return string.Create(CultureInfo.InvariantCulture, $"{Class} on {Table} {share * 100:0} %{rest}");
        }
    }
}
