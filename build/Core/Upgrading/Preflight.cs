using System.Collections.Immutable;
using GitLabHa.Core.Linting;
using GitLabHa.Core.Model;
using GitLabHa.Core.Planning;

namespace GitLabHa.Core.Upgrading;

/// <summary>What is asked before an upgrade; a new rule is a line here.</summary>
public static class Preflight
{
    /// <summary>What must hold before anything that cannot be taken back.</summary>
    public static ImmutableArray<PreflightRule<PreflightFacts>> Common { get; } =
    [
        new("Verify is green", Failed),
        new("nothing else is to change", Pending),
        new("there is a backup to go back to", Backup),
    ];

    /// <summary>The rules, in the order they are told.</summary>
    public static ImmutableArray<PreflightRule<PreflightFacts>> Rules { get; } =
    [
        .. Common,
        new("there is room for another package", Space),
        new("no background migration is stuck", Migrations),
        new("no version on the way refuses the settings", Settings),
        new("every version on the way takes the PostgreSQL that runs", Postgres),
    ];

    /// <summary>Everything that is against it, all at once.</summary>
    public static void Refuse(PreflightFacts facts) => Refuse([.. Rules.SelectMany(x => x.Find(facts))], facts.Topology.Environment.Name);

    /// <summary>Tells all that was found in one exception; nothing when nothing was.</summary>
    public static void Refuse(PreflightFinding[] found, string environment)
    {
        if (found.Length == 0) return;
        if (found.Length == 1) throw new OperatorException(found[0].Problem, found[0].Where, found[0].Fix);
        throw new OperatorException(
            $"{found.Length} things are against this upgrade:"
                + string.Concat(found.Select(x => $"\n- {x.Problem}\n    {x.Where}\n    {x.Fix}")),
            environment,
            "Fix these and rerun the command; nothing has been touched.");
    }

    private static IEnumerable<PreflightFinding> Failed(PreflightFacts facts)
    {
        var red = facts.Verified.Where(x => x.Failed).ToArray();
        if (red.Length > 0)
            yield return new PreflightFinding(
                $"Not everything is healthy: "
                    + $"{string.Join("; ", red.Select(x => $"{x.Check.Component}: {x.Check.Title} ({x.Verdict.Evidence})"))}",
                string.Join(", ", red.SelectMany(x => x.Nodes).Distinct()),
                $"See ./build.sh Verify --env {facts.Topology.Environment.Name}; an upgrade heals nothing.");
    }

    private static IEnumerable<PreflightFinding> Pending(PreflightFacts facts)
    {
        if (facts.Pending is { HasChanges: true } plan)
            yield return new PreflightFinding(
                "The nodes are not as the environment's files say: a version and other changes do not go together.",
                string.Join(", ", plan.Nodes.Where(x => x.HasChanges).Select(x => x.Node.Name).Distinct()),
                $"Set gitlab.version to {facts.Topology.Environment.Version}, which runs, then ./build.sh Deploy --env "
                    + $"{facts.Topology.Environment.Name}.");
    }

    // There are no migrations down: the way back is a backup of the very version that runs.
    private static IEnumerable<PreflightFinding> Backup(PreflightFacts facts)
    {
        var environment = facts.Topology.Environment;
        if (facts.Backup is not { } newest || newest.Age <= environment.Backups.MaxAge) yield break;
        yield return new PreflightFinding(
            newest.Age is { } age
                ? $"The newest backup of GitLab {environment.Version} is {age.TotalHours:0} h old, and "
                    + $"{environment.Backups.MaxAge.TotalHours:0} h are allowed."
                : $"There is no backup of GitLab {environment.Version}.",
            newest.Place,
            $"./build.sh Backup --env {environment.Name}; backups.max_age_hours in environment.yml sets the limit.");
    }

    private static IEnumerable<PreflightFinding> Space(PreflightFacts facts)
    {
        if (facts.Hops.Length > 0 && PackageRoom.Lacking(facts.Topology.PackageNodes.Select(x => facts.Observed[x])) is { } lacking)
            yield return new PreflightFinding(lacking.Problem, lacking.Where, lacking.Fix);
    }

    // Those that Sidekiq works on are waited for.
    private static IEnumerable<PreflightFinding> Migrations(PreflightFacts facts)
    {
        if (facts.BackgroundMigrations is { IsPermanent: true } stuck)
            yield return new PreflightFinding($"A background migration is stuck: {stuck.Evidence}.", "the main database", stuck.Advice!);
    }

    private static IEnumerable<PreflightFinding> Settings(PreflightFacts facts) => facts.Hops
        .SelectMany(hop => (hop.Settings ?? []).Where(x => x.Finding.Severity == Severity.Error).Select(x => (hop.To, Finding: x)))
        .DistinctBy(x => x.Finding.Finding.Key)
        .Select(x =>
            new PreflightFinding(
            $"GitLab {x.To} refuses a setting: {x.Finding}",
            "the settings of the environment and its groups",
            "Correct it, and deploy that first."));

    /// <summary>
    /// A major that no package of GitLab brings, such as a distribution's, is outside of what is known; the package's own guard
    /// judges it before it changes anything on that node.
    /// </summary>
    private static IEnumerable<PreflightFinding> Postgres(PreflightFacts facts)
    {
        foreach (var major in facts.PostgresMajors.GroupBy(x => x.Value, x => x.Key))
            if (facts.Hops.FirstOrDefault(x => x.IsTooNewFor(major.Key)) is { } hop)
                yield return new PreflightFinding(
                    $"GitLab {hop.To} needs PostgreSQL {hop.Release.MinPostgres}, and {major.Key} runs.",
                    string.Join(", ", major),
                    $"Upgrade PostgreSQL before that hop: ./build.sh UpgradePostgres --env {facts.Topology.Environment.Name} "
                        + "--with-downtime.");
    }
}
