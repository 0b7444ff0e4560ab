using System.Collections.Immutable;
using System.Diagnostics;
using GitLabHa.Core;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Checks.Site;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Upgrading;
using GitLabHa.Remote.Applying;
using GitLabHa.Remote.Files;
using GitLabHa.Remote.Observing;
using GitLabHa.Roles;
using GitLabHa.Roles.Checks;
using Serilog;

/// <summary>One run of Upgrade: where the site is, what is left of the way, and each hop of it.</summary>
internal sealed class Upgrades(Session session, UpgradeMode mode, Func<GitLabVersion, Task<NewestBackup?>> newestBackup)
{
    // Large instances take days; then the same command is run again.
    private static readonly TimeSpan Patience = TimeSpan.FromHours(48);

    private GitLabVersion _named = session.Environment.Version;

    /// <summary>Goes on from where the nodes are; returns how many hops were made.</summary>
    public async Task<int> RunAsync(string to, bool oneHop)
    {
        var seen = await session.OpenAsync(session.Topology, null);
        // From the first look on: what is printed must still be so when it begins.
        await session.LockAsync();
        await seen.ObserveAsync(session.Stop);
        await session.SaveSecretsAsync();
        var installed = InstalledVersions.Of(session.Topology, seen.Observed);
        var now = await session.OpenAsync(At(installed.To), mode);
        var plan = await now.PlanAsync(session.Stop);
        var continues = installed.Mixed || plan.ChangesIn(Stage.Migrate).Any() || (_named != installed.To && plan.HasChanges);
        var path = await PathAsync(installed.To, to);
        ImmutableArray<UpgradeHop> hops = path?.Hops ?? [];
        if (oneHop) hops = continues ? [] : [.. hops.Take(1)];
        await PreflightAsync(now, continues, hops);
        await ShowAsync(path, hops, now.Live);
        if (continues)
        {
            Log.Information("A hop to {Version} is under way: {Installed}", installed.To, installed);
            session.Reports.Show(plan);
        }

        if (continues || _named != installed.To) await FinishAsync(installed.To, now);
        else await FinishedMigrationsAsync();
        foreach (var hop in hops) await FinishAsync(hop.To, await session.OpenAsync(At(hop.To), mode));
        if (path is null && !continues) Log.Information("Nothing to upgrade: all nodes run GitLab {Version}", installed.To);
        return hops.Length + (continues ? 1 : 0);
    }

    private Topology At(GitLabVersion version) => new(session.Environment with { Version = version });

    // None when the nodes are there: the run before may have been ended while it waited for background migrations.
    private async Task<UpgradePath?> PathAsync(GitLabVersion from, string to)
    {
        var offered = await session.Reports.AskAsync("Versions", () => new UpgradeSurvey(session.Topology, session.Connections.Value.For).OfferedAsync(session.Stop));
        var table = offered.In(VersionTable.Known);
        if (UpgradeRange.Resolve(table, to) == from) return null;
        var path = UpgradePath.Find(table, At(from), UpgradeRange.Of(table, from, null, to), mode == UpgradeMode.ZeroDowntime);
        return offered.Checked(path).Linted(RoleCatalog.Known.Compose, await session.SecretsAsync());
    }

    private async Task PreflightAsync(Deployment now, bool continues, ImmutableArray<UpgradeHop> hops)
    {
        var postgres = await new UpgradeSurvey(session.Topology, session.Connections.Value.For).PostgresMajorsAsync(session.Stop);
        var migrations = Migrations is { } check ? (await session.Checks().RunAsync([check], parallel: 1, session.Stop))[0].Verdict : null;
        Preflight.Refuse(new PreflightFacts
        {
            Topology = now.Topology,
            Hops = hops,
            Observed = now.Observed,
            Pending = continues ? null : await now.PlanAsync(session.Stop),
            Verified = continues ? [] : await session.VerifyAsync(now),
            BackgroundMigrations = migrations,
            Backup = continues || hops.IsEmpty ? null : await newestBackup(now.Topology.Environment.Version),
            PostgresMajors = postgres,
        });
    }

    private async Task ShowAsync(UpgradePath? path, ImmutableArray<UpgradeHop> hops, LiveState live)
    {
        if (path is null) return;
        var secrets = await session.SecretsAsync();
        IReadOnlyCollection<DesiredNode> Then(GitLabVersion version) =>
            [.. At(version).Nodes.Select(node => RoleCatalog.Known.Compose(new RoleContext { Node = node, Topology = At(version), Secrets = secrets, Live = live }))];
        session.Reports.Show(path);
        session.Reports.ShowHops(UpgradeOrder.Of(session.Topology), hops, Then);
    }

    /// <summary>Makes a hop, or what is left of one, to its end: nodes, audit, the environment's file, background migrations.</summary>
    private async Task FinishAsync(GitLabVersion version, Deployment deployment)
    {
        var started = Stopwatch.GetTimestamp();
        var runner = new HopRunner(deployment, mode, await session.RunnerAsync());
        session.Count(await session.Reports.TellAsync(() => runner.RunAsync(Interrupt.Control)));
        await AuditAsync(version, deployment);
        Name(version);
        await FinishedMigrationsAsync();
        Log.Information("All nodes run GitLab {Version} ({Seconds:0} s)", version, Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    private async Task AuditAsync(GitLabVersion version, Deployment deployment)
    {
        var outcomes = await session.VerifyAsync(deployment);
        // A process of the old version is only degraded to Verify; after an upgrade it is half of one.
        var bad = outcomes.Where(x => x.Failed || (x.Check is RunningVersions && x.Verdict.Health != Health.Healthy)).ToArray();
        session.Reports.Show(session.Environment.Name, outcomes, null);
        if (bad.Length > 0)
            throw new OperatorException(
                $"All nodes have GitLab {version}, and not all of it is healthy: {string.Join("; ", bad.Select(x => $"{x.Check.Component}: {x.Check.Title} ({x.Verdict.Evidence})"))}",
                string.Join(", ", bad.SelectMany(x => x.Nodes).Distinct()),
                $"{bad[0].Verdict.Advice} Then run the same Upgrade command again. Do not put an older package back.");
    }

    private void Name(GitLabVersion version)
    {
        if (_named == version) return;
        var file = Path.Combine(session.Environment.Directory, "environment.yml");
        if (VersionLine.Replace(file, _named, version)) Log.Information("{File}: version is {Version} now; commit it", file, version);
        else Log.Warning("Write this into {File}, or Deploy will refuse: version: {Version}", file, version);
        _named = version;
    }

    private BackgroundMigrations? Migrations =>
        session.Topology.With(RoleNames.Postgres).FirstOrDefault() is { } postgres && session.Topology.With(RoleNames.Rails).FirstOrDefault() is { } rails
            ? new BackgroundMigrations(postgres, rails)
            : null;

    private async Task FinishedMigrationsAsync()
    {
        if (Migrations is not { } check) return;
        await session.Reports.AskAsync("Background migrations", waits: true, run: () => session.Reports.TellAsync(async () =>
        {
            await session.Checks().AwaitAsync(check, Patience, session.Stop);
            return true;
        }));
    }
}
