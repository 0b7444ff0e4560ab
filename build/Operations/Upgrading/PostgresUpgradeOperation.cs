using System.Collections.Immutable;
using GitLabHa.Core;
using GitLabHa.Core.Model;
using GitLabHa.Core.Observing;
using GitLabHa.Core.Upgrading;
using GitLabHa.Core.Upgrading.Postgres;
using GitLabHa.Operations.Backups;
using GitLabHa.Remote.Applying;
using GitLabHa.Remote.Observing;
using GitLabHa.Reporting;
using Serilog;

namespace GitLabHa.Operations.Upgrading;

/// <summary>Brings PostgreSQL to another major; it goes on from what is on the nodes.</summary>
/// <param name="session">The run.</param>
/// <param name="wanted">The major to go to; null: the newest that the installed GitLab can go to.</param>
/// <param name="withDowntime">Whether the site may be down.</param>
/// <param name="limit">How long an upgrade or a copy of the data may take.</param>
/// <param name="places">Where backups are.</param>
public sealed class PostgresUpgradeOperation(
    Session session, int? wanted, bool withDowntime, TimeSpan limit, BackupPlaces places) : IOperation
{
    private readonly Found<ObservedSite> _site = new();
    private readonly Found<ImmutableArray<DatabaseCluster>> _clusters = new();
    private readonly Found<int> _major = new();
    private readonly Found<ImmutableArray<PostgresPhase>> _steps = new();
    private bool _underWay;

    /// <inheritdoc />
    public string Name => "UpgradePostgres";

    /// <inheritdoc />
    public ImmutableArray<Phase> Phases =>
    [
        new("require all database nodes", _ => RequireAllNodes()),
        // From the first look on: what is printed must still be so when it begins.
        session.Locks,
        new("find what is on the nodes", ObserveAsync),
        new("check that PostgreSQL may be upgraded", PreflightAsync) { IsNeeded = () => !_underWay },
        new("wait for what still runs, and repair what broke off", ContinueAsync) { Changes = true,
            IsNeeded = () => _underWay && withDowntime },
        new("show what is left to do", _ => ShowAsync()),
        new("upgrade the databases", _ => ApplyAsync(_steps.Value)) { Changes = true },
        new("verify the site", AuditAsync),
        new("name what is left behind", NameRemainsAsync),
    ];

    /// <summary>The major that all databases run.</summary>
    public int Major => _major.Value;

    private UpgradeSurvey Survey => new(session.Topology, session.Connections.For);

    private IMajorUpgrade Upgrade => session.Roles.All.Select(x => x.MajorUpgrade).OfType<IMajorUpgrade>().First();

    private Task RequireAllNodes()
    {
        session.Selection.RequireEverything("A PostgreSQL upgrade is of all database nodes.");
        return Task.CompletedTask;
    }

    private async Task ObserveAsync(CancellationToken cancellationToken)
    {
        _site.Value = await session.ObserveAsync();
        InstalledVersions.Of(session.Topology, _site.Value.Observed);
        await LookAsync(cancellationToken);
        if (_clusters.Value.Select(x => x.GoesTo).FirstOrDefault(x => x is not null) is not { } goesTo) return;
        (_major.Value, _underWay) = (goesTo, true);
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        var desired = _site.Value.Desired.ToDictionary(x => x.Node);
        _clusters.Value = await Survey.DatabasesAsync(node => Upgrade.DirectoryOf(desired[node]), cancellationToken);
    }

    private async Task PreflightAsync(CancellationToken cancellationToken)
    {
        var site = _site.Value;
        var facts = new PreflightFacts
        {
            Topology = session.Topology,
            Hops = [],
            Observed = site.Observed,
            Pending = site.Plan,
            Verified = await session.VerifyAsync(cancellationToken),
            BackgroundMigrations = null,
            Backup = await places.NewestAsync(session.Environment, session.Environment.Version, cancellationToken),
            PostgresMajors = [],
        };
        _major.Value = Upgrade.Choose(site, _clusters.Value, facts, wanted);
    }

    // Only then it is known what is left.
    private async Task ContinueAsync(CancellationToken cancellationToken)
    {
        if (wanted is { } other && other != Major)
            throw new OperatorException(
                $"An upgrade to PostgreSQL {Major} is under way.", $"--target-version {other}",
                $"Let it come to its end first: --target-version {Major}.");
        Log.Information("An upgrade to PostgreSQL {Major} is under way", Major);
        await ApplyAsync([Upgrade.Await(_site.Value, _clusters.Value, Major, limit)]);
        await LookAsync(cancellationToken);
        await ApplyAsync([Upgrade.Repair(_site.Value, _clusters.Value, Major, limit)]);
        _site.Value = await session.RefreshAsync(cancellationToken);
        await LookAsync(cancellationToken);
        Upgrade.RefuseToContinue(_clusters.Value, Major, session.Environment.Name);
    }

    private Task ShowAsync()
    {
        _steps.Value = Upgrade.Phases(_site.Value, _clusters.Value, Major, limit);
        session.Reports.Show(_clusters.Value, Major, _steps.Value);
        return withDowntime ? Task.CompletedTask : throw new OperatorException(
            "While the leader's data are upgraded there is no database, and the site is down.",
            "--with-downtime",
            "If its users know, add --with-downtime; nothing has been touched.");
    }

    private async Task ApplyAsync(IReadOnlyCollection<PostgresPhase> phases)
    {
        if (phases.All(x => x.Nodes.IsEmpty)) return;
        await session.SaveSecretsAsync();
        var runner = session.Runner(await session.DeploymentAsync());
        await session.Reports.TellAsync(async () =>
        {
            foreach (var phase in phases.Where(x => !x.Nodes.IsEmpty)) await ApplyAsync(runner, phase);
            return true;
        });
        session.Count(phases.SelectMany(x => x.Nodes).Select(x => x.Node).Distinct().Count());
    }

    private async Task ApplyAsync(StageRunner runner, PostgresPhase phase)
    {
        try
        {
            await runner.ApplyAsync(phase.Stage, phase.Nodes, _ => GroupRollout.Unordered, session.Control);
        }
        catch (OperatorException failure)
        {
            throw new OperatorException(failure.Problem, failure.Where, phase.IfItFails);
        }
    }

    private async Task AuditAsync(CancellationToken cancellationToken)
    {
        _site.Value = await session.RefreshAsync(cancellationToken);
        var outcomes = await session.VerifyAsync(cancellationToken);
        if (session.Reports.Show(session.Environment.Name, outcomes, null))
            throw new OperatorException(
                $"All databases are of PostgreSQL {Major}, and not everything is healthy.",
                session.Environment.Name,
                "Each failed check above says what to do.");
    }

    private async Task NameRemainsAsync(CancellationToken cancellationToken)
    {
        await LookAsync(cancellationToken);
        foreach (var node in _clusters.Value.SelectMany(x => x.Nodes).Where(x => !x.Beside.IsEmpty))
            Log.Information(
                "{Node}: the old data stay in {Beside}; when all is well, remove them there", node.Node, string.Join(", ", node.Beside));
        var old = (await Survey.ClientMajorsAsync(cancellationToken)).Where(x => x.Value < Major).ToArray();
        if (old.Length > 0)
            Log.Warning(
                "pg_dump of {Nodes} is of PostgreSQL {Old} and cannot dump {Major}: until the package's own is new enough, add "
                    + "postgresql: {{ version: {Major} }} to the settings of their groups, then Deploy",
                string.Join(", ", old.Select(x => x.Key)), old[0].Value, Major, Major);
    }
}
