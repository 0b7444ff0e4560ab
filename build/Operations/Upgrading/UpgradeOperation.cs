using System.Collections.Immutable;
using System.Diagnostics;
using GitLabHa.Core;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Checks.Site;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Observing;
using GitLabHa.Core.Upgrading;
using GitLabHa.Operations.Backups;
using GitLabHa.Operations.Deploying;
using GitLabHa.Remote.Files;
using GitLabHa.Remote.Observing;
using Serilog;

namespace GitLabHa.Operations.Upgrading;

/// <summary>Brings a running site to another version, hop by hop; it goes on from where the nodes are.</summary>
/// <param name="session">The run.</param>
/// <param name="mode">With or without downtime.</param>
/// <param name="to">The version to go to, as the operator writes it.</param>
/// <param name="oneHop">Whether it ends after one hop.</param>
/// <param name="places">Where backups are.</param>
public sealed class UpgradeOperation(Session session, UpgradeMode mode, string to, bool oneHop, BackupPlaces places) : IOperation
{
    // Large instances take days; then the command is run again.
    private static readonly TimeSpan Patience = TimeSpan.FromHours(48);

    private readonly Found<InstalledVersions> _installed = new();
    private readonly Found<Deployment> _now = new();
    private GitLabVersion _named = session.Environment.Version;
    private UpgradePath? _path;
    private ImmutableArray<UpgradeHop> _hops = [];
    private bool _continues;

    /// <inheritdoc />
    public string Name => "Upgrade";

    /// <inheritdoc />
    public ImmutableArray<Phase> Phases =>
    [
        new("require all nodes", _ => RequireAllNodes()),
        // From the first look on: what is printed must still be so when it begins.
        session.Locks,
        new("find the installed versions", ObserveAsync),
        new("find the upgrade path", FindPathAsync),
        new("check that the site may be upgraded", PreflightAsync),
        new("show the hops", ShowAsync),
        new("finish the hop that is under way", FinishEarlierAsync) { Changes = true },
        new("make the hops", HopsAsync) { Changes = true, IsNeeded = () => !_hops.IsEmpty },
    ];

    /// <summary>How many hops were made, one that was under way included.</summary>
    public int Hops => _hops.Length + (_continues ? 1 : 0);

    private Task RequireAllNodes()
    {
        session.Selection.RequireEverything("An upgrade is of all nodes.");
        return Task.CompletedTask;
    }

    private async Task ObserveAsync(CancellationToken cancellationToken)
    {
        var seen = await (await session.OpenAsync(await session.DesiredAsync(), null)).ObserveAsync(cancellationToken);
        await session.SaveSecretsAsync();
        _installed.Value = InstalledVersions.Of(session.Topology, seen.Observed);
        _now.Value = await AtAsync(_installed.Value.To);
        var plan = (await _now.Value.ObserveAsync(cancellationToken)).Plan;
        _continues = _installed.Value.Mixed || plan.ChangesIn(Stage.Migrate).Any() || (_named != _installed.Value.To && plan.HasChanges);
    }

    // None when the nodes are there: the run before may have been ended while it waited for background migrations.
    private async Task FindPathAsync(CancellationToken cancellationToken)
    {
        var from = _installed.Value.To;
        var offered = await session.Reports.AskAsync("Versions", () => Survey.OfferedAsync(cancellationToken));
        var table = offered.In(VersionTable.Known);
        if (UpgradeRange.Resolve(table, to) == from) return;
        var topology = (await session.DesiredAsync()).At(from).Topology;
        var path = UpgradePath.Find(table, topology, UpgradeRange.Of(table, from, null, to), mode == UpgradeMode.ZeroDowntime);
        _path = offered.Checked(path).Linted(session.Roles.Compose, await session.SecretsAsync());
        _hops = !oneHop ? _path.Hops : _continues ? [] : [.. _path.Hops.Take(1)];
    }

    private async Task PreflightAsync(CancellationToken cancellationToken)
    {
        var site = await _now.Value.ObserveAsync(cancellationToken);
        var work = await _now.Value.Access.Checks.RunAsync(site.BackgroundWork(), parallel: 1, cancellationToken);
        Preflight.Refuse(new PreflightFacts
        {
            Topology = site.Topology,
            Hops = _hops,
            Observed = site.Observed,
            Pending = _continues ? null : site.Plan,
            Verified = _continues ? [] : await session.VerifyAsync(_now.Value, null, cancellationToken),
            BackgroundMigrations = work.FirstOrDefault()?.Verdict,
            Backup = _continues || _hops.IsEmpty
                ? null
                : await places.NewestAsync(session.Environment, site.Topology.Environment.Version, cancellationToken),
            PostgresMajors = await Survey.PostgresMajorsAsync(cancellationToken),
        });
    }

    private async Task ShowAsync(CancellationToken cancellationToken)
    {
        var site = await _now.Value.ObserveAsync(cancellationToken);
        if (_path is not null)
        {
            session.Reports.Show(_path);
            session.Reports.ShowHops(UpgradeOrder.Of(session.Topology), _hops, version => site.Site.At(version).Compose(site.Live));
        }
        else if (!_continues)
        {
            Log.Information("Nothing to upgrade: all nodes run GitLab {Version}", _installed.Value.To);
        }

        if (!_continues) return;
        Log.Information("A hop to {Version} is under way: {Installed}", _installed.Value.To, _installed.Value);
        session.Reports.Show(site.Plan);
    }

    private Task FinishEarlierAsync(CancellationToken cancellationToken) => _continues || _named != _installed.Value.To
        ? FinishAsync(_installed.Value.To, _now.Value)
        : AwaitBackgroundWorkAsync(cancellationToken);

    private async Task HopsAsync(CancellationToken cancellationToken)
    {
        foreach (var hop in _hops) await FinishAsync(hop.To, await AtAsync(hop.To));
    }

    /// <summary>Makes a hop, or what is left of one, to its end: nodes, audit, the environment's file, background migrations.</summary>
    private async Task FinishAsync(GitLabVersion version, Deployment deployment)
    {
        var started = Stopwatch.GetTimestamp();
        var runner = new HopRunner(deployment, mode, session.Runner(deployment));
        session.Count(await session.Reports.TellAsync(() => runner.RunAsync(session.Control)));
        await AuditAsync(version, deployment, session.Stop);
        WriteVersion(version);
        await AwaitBackgroundWorkAsync(session.Stop);
        Log.Information("All nodes run GitLab {Version} ({Seconds:0} s)", version, Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    private async Task AuditAsync(GitLabVersion version, Deployment deployment, CancellationToken cancellationToken)
    {
        var outcomes = await session.VerifyAsync(deployment, null, cancellationToken);
        // A process of the old version is only degraded to Verify; after an upgrade the site is then only half upgraded.
        var bad = outcomes.Where(x => x.Failed || (x.Check is RunningVersions && x.Verdict.Health != Health.Healthy)).ToArray();
        session.Reports.Show(session.Environment.Name, outcomes, null);
        if (bad.Length > 0)
            throw new OperatorException(
                $"All nodes have GitLab {version}, and not all of it is healthy: "
                    + string.Join("; ", bad.Select(x => $"{x.Check.Component}: {x.Check.Title} ({x.Verdict.Evidence})")),
                string.Join(", ", bad.SelectMany(x => x.Nodes).Distinct()),
                $"{bad[0].Verdict.Advice} Then rerun the command. Do not put an older package back.");
    }

    private void WriteVersion(GitLabVersion version)
    {
        if (_named == version) return;
        var file = Path.Combine(session.Environment.Directory, "environment.yml");
        if (VersionLine.Replace(file, _named, version)) Log.Information("{File}: version is {Version} now; commit it", file, version);
        else Log.Warning("Write this into {File}, or Deploy will refuse: version: {Version}", file, version);
        _named = version;
    }

    private async Task AwaitBackgroundWorkAsync(CancellationToken cancellationToken)
    {
        var site = await _now.Value.ObserveAsync(cancellationToken);
        var checks = _now.Value.Access.Checks;
        foreach (var work in site.BackgroundWork())
            await session.Reports.AskAsync("Background migrations", waits: true, run: () => session.Reports.TellAsync(async () =>
            {
                await checks.AwaitAsync(work, Patience, cancellationToken);
                return true;
            }));
    }

    private UpgradeSurvey Survey => new(session.Topology, session.Connections.For);

    private async Task<Deployment> AtAsync(GitLabVersion version) =>
        await session.OpenAsync((await session.DesiredAsync()).At(version), mode);
}
