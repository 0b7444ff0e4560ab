using GitLabHa.Core.Checks;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Observing;
using GitLabHa.Core.Planning;

namespace GitLabHa.Core.Upgrading;

/// <summary>The steps that bring one node to another version: out of service, package and reconfigure back to back, in again.</summary>
internal sealed class UpgradeSteps(NodeSteps steps, DesiredNode desired, NodeObservation observed, UpgradeMode mode)
{
    private static readonly TimeSpan Ready = TimeSpan.FromMinutes(5);

    /// <summary>A migration of a large table takes hours.</summary>
    private static readonly TimeSpan Migrating = TimeSpan.FromHours(12);

    /// <summary>
    /// A package leaves the old processes running, and a reconfigure restarts only what it knows to have changed. Gitaly and
    /// Praefect take their new version over by themselves and keep their connections. PgBouncer finishes what it was asked (SIGINT), and
    /// runit starts it again; after 10 s it is not waited for any more. For a PostgreSQL without Patroni no node takes over,
    /// so it goes on while the package brings the same version, as Omnibus leaves it too. Sources:
    /// https://www.pgbouncer.org/usage.html#signals and
    /// https://docs.gitlab.com/omnibus/settings/database/#automatic-restart-when-the-postgresql-version-changes
    /// </summary>
    private static readonly Command Restart = Command.Shell(
        "gitlab-ctl restart, what is older than the package",
        ConsulRestart.Function + EmbeddedScript.Of(typeof(UpgradeSteps), "restart-outdated-services.sh")) with
    { Timeout = TimeSpan.FromMinutes(10) };

    // The reconfigure remembers that it migrated this database for this version, and would leave the rest undone.
    private static readonly Command MigrateRest = Command.Of("gitlab-rake", "db:migrate") with { Timeout = Migrating };

    private Node Node => desired.Node;

    private static Command MigrateAll => Reconfigure.Within(Migrating);

    /// <summary>Without the post-deployment migrations the old code still works on the new schema.</summary>
    private static Command MigrateFirst => MigrateAll with
    {
        Script = "export SKIP_POST_DEPLOYMENT_MIGRATIONS=true\n" + MigrateAll.Script,
        Display = "SKIP_POST_DEPLOYMENT_MIGRATIONS=true " + MigrateAll.Display,
    };

    private bool Gently => mode == UpgradeMode.ZeroDowntime;

    /// <summary>What is to be done in the node's own turn; empty when it runs that version as desired.</summary>
    internal IReadOnlyList<Step> OwnTurn()
    {
        Step[] own = [.. steps.Prepare(), .. steps.Configure().Where(x => x is not Step.WriteMarker { IsFinal: false })];
        if (!own.Any(IsReconfigure)) return own;
        return [Marks.Begun(desired), .. Out(), .. own.Where(x => !IsRestart(x)).SelectMany(Around)];
    }

    /// <summary>The post-deployment migrations, when no old code runs any more; on the node that migrates.</summary>
    internal IReadOnlyList<Step> Migrate()
    {
        var ensure = desired.Ensures.FirstOrDefault(x => x.Migrates && !observed.Ensured.GetValueOrDefault(x.Title));
        if (ensure is null || desired.MigratingGitlabRb is not { } migrating) return [];
        // With downtime the node's own turn migrates all of it.
        if (!Gently && steps.Configure().Any(IsReconfigure)) return [];
        return
        [
            Marks.Begun(desired), .. Out(),
            steps.Write(
                migrating,
                OwnGitlabRb.Content.Sha256,
                OwnGitlabRb.Content.Masked,
                "migrations go straight to the PostgreSQL leader") with { DecidedAtApply = true },
            Run(desired.Reconfigure, "straight to the leader", Risk.Disruptive),
            Run(MigrateRest, "post-deployment migrations", Risk.Irreversible),
            .. BackToPgBouncer(migrating),
            new Step.Satisfy { Node = Node, Ensure = ensure, Reason = ensure.Title },
            .. Back(), Marks.Applied(desired, observed),
        ];
    }

    // What is older than the package is restarted anyway.
    private static bool IsRestart(Step step) => step is Step.Satisfy { DecidedAtApply: true, Ensure.Risk: Risk.Disruptive };

    private DesiredFile OwnGitlabRb => desired.Files.First(x => x.Path == DesiredNode.GitlabRbPath);

    private IEnumerable<Step> Around(Step step) => step switch
    {
        _ when IsReconfigure(step) => [.. desired.MigratingGitlabRb is { } migrating ? MigratingOnce(migrating) : [step], .. Restarted()],
        Step.WriteFile { File.Path: DesiredNode.GitlabRbPath } when desired.MigratingGitlabRb is not null => [],
        Step.WriteMarker => [.. Back(), step],
        _ => [step],
    };

    private IEnumerable<Step> MigratingOnce(DesiredFile migrating)
    {
        var found = observed.Files.GetValueOrDefault(DesiredNode.GitlabRbPath) as FileState.Present;
        yield return steps.Write(
            migrating, found?.Sha256, found?.Content ?? OwnGitlabRb.Content.Masked, "migrations go straight to the PostgreSQL leader");
        yield return Run(
            Gently ? MigrateFirst : MigrateAll,
            Gently ? "all but the post-deployment migrations" : "migrate the schema",
            Risk.Irreversible);
        foreach (var step in BackToPgBouncer(migrating)) yield return step;
        if (Gently) yield break;
        foreach (var ensure in desired.Ensures.Where(x => x.Migrates))
            yield return new Step.Satisfy { Node = Node, Ensure = ensure, Reason = ensure.Title };
    }

    private IEnumerable<Step> BackToPgBouncer(DesiredFile migrating) =>
    [
        steps.Write(OwnGitlabRb, migrating.Content.Sha256, migrating.Content.Masked, "back to PgBouncer") with { DecidedAtApply = true },
        Run(desired.Reconfigure, "back to PgBouncer", Risk.Disruptive),
    ];

    private IEnumerable<Step> Restarted()
    {
        yield return Run(Restart, "old processes stay until they are restarted", Risk.Disruptive);
        if (!Gently) yield return Run(Command.Of("gitlab-ctl", "start") with { Timeout = Ready }, "what was stopped before", Risk.Safe);
    }

    private IEnumerable<Step> Out() =>
        Gently ? desired.Drains.Select(x => Run(x.Out, $"before {Node} is interrupted", Risk.Disruptive, x.On)) : [];

    private IEnumerable<Step> Back()
    {
        if (!Gently || desired.Drains.IsEmpty) yield break;
        foreach (var check in desired.Drains.Select(x => x.Ready).OfType<Check>().DistinctBy(x => x.Id))
            yield return new Step.Await { Node = Node, Check = check, Deadline = Ready, Reason = "before it is used again" };
        foreach (var drain in desired.Drains)
        {
            yield return Run(drain.Back, $"{Node} is ready", Risk.Safe, drain.On);
            if (drain.Settled is { } settled)
                yield return new Step.Await { Node = drain.On, Check = settled, Deadline = Ready, Reason = "before the next node" };
        }
    }

    private Step.RunCommand Run(Command command, string reason, Risk risk, Node? on = null) =>
        new() { Node = on ?? Node, Command = command, Reason = reason, Risk = risk };

    private bool IsReconfigure(Step step) => step is Step.RunCommand run && run.Command == desired.Reconfigure;
}
