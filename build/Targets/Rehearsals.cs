using GitLabHa.Core;
using GitLabHa.Core.Model;
using GitLabHa.Core.Rehearsing;
using GitLabHa.Core.Upgrading;
using GitLabHa.Remote.Drilling;
using GitLabHa.Remote.Observing;
using GitLabHa.Remote.Rehearsing;
using GitLabHa.Remote.Secrets;
using GitLabHa.Roles;

/// <summary>One run of Rehearse: a lab at the old version, its clients, and the commands that an operator types, one after the other.</summary>
internal sealed class Rehearsals(IHazScratchLab build, Session session)
{
    // What the clients see while nothing happens is what all else is compared with.
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(20);

    private readonly List<RehearsalStage> _stages = [];

    /// <summary>From one version to another, or as far as it goes.</summary>
    public async Task<RehearsalResult> RunAsync(string? from, string to)
    {
        var range = UpgradeRange.Of(VersionTable.Known, session.Environment.Version, from, to);
        await using var lab = await build.MakeLabAsync(session.Environment.Name, "rehearsal", range.From, null);
        await lab.RunAsync(session.Stop, "Deploy");
        var environment = lab.Load(RoleCatalog.Known.Traits);
        await using var connections = lab.Connect(environment);
        var secrets = await lab.SecretsAsync(environment, session.Stop);
        var mask = new SecretMask(secrets.Known);
        var topology = new Topology(environment);
        var parts = new ClientParts { Topology = topology, Secrets = secrets, Connect = connections.For, Mask = mask.Mask };
        await using var clients = await RehearsalClients.StartAsync(parts, session.Stop);
        var broken = await RunAsync(lab, new UpgradeSurvey(topology, connections.For), range, to);
        return new RehearsalResult
        {
            Environment = session.Environment.Name,
            From = range.From,
            To = lab.Load(RoleCatalog.Known.Traits).Version,
            Stages = [.. _stages],
            Clients = await clients.EndAsync(session.Stop),
            Broken = broken,
        };
    }

    /// <summary>Returns what broke it off, so that what the clients saw until then is told, too.</summary>
    private async Task<string?> RunAsync(ScratchLab lab, UpgradeSurvey survey, UpgradeRange range, string to)
    {
        var place = Path.Combine(lab.Root, "backups");
        try
        {
            await StageAsync("at rest", () => Task.Delay(Rest, session.Stop));
            for (var version = range.From; version < range.To && !(to == range.To.MinorText && version.IsOf(range.To)); version = await HopAsync(lab, survey, version, to, place)) { }
            await BackUpAsync(lab, place);
            await StageAsync("RestoreDrill", () => lab.RunAsync(session.Stop, "RestoreDrill", "--onto", lab.Name, "--at", place));
            return null;
        }
        catch (OperatorException e)
        {
            return e.Problem;
        }
    }

    // Upgrade wants a backup of the version that runs.
    private async Task<GitLabVersion> HopAsync(ScratchLab lab, UpgradeSurvey survey, GitLabVersion before, string to, string place)
    {
        await BackUpAsync(lab, place);
        if (await NeedsPostgresAsync(lab, survey, before, to))
            await StageAsync("UpgradePostgres", () => lab.RunAsync(session.Stop, "UpgradePostgres", "--with-downtime", "--at", place));
        await StageAsync($"Upgrade of {before}", () => lab.RunAsync(session.Stop, "Upgrade", "--to", to, "--zero-downtime", "--one-hop", "--at", place));
        var after = lab.Load(RoleCatalog.Known.Traits).Version;
        _stages[^1] = _stages[^1] with { Name = $"{before} → {after}" };
        return after > before ? after : throw new OperatorException($"Upgrade came no further than {after}.", lab.Name, "What it said stands above.");
    }

    // Not before the hop that demands it: it is the one command of an upgrade that the site is down for.
    private async Task<bool> NeedsPostgresAsync(ScratchLab lab, UpgradeSurvey survey, GitLabVersion before, string to)
    {
        var range = UpgradeRange.Of(VersionTable.Known, before, null, to);
        var next = UpgradePath.Find(VersionTable.Known, new Topology(lab.Load(RoleCatalog.Known.Traits)), range, zeroDowntime: true).Hops[0];
        return (await survey.PostgresMajorsAsync(session.Stop)).Values.Any(next.IsTooNewFor);
    }

    private Task BackUpAsync(ScratchLab lab, string place) => StageAsync("Backup", () => lab.RunAsync(session.Stop, "Backup", "--at", place));

    private async Task StageAsync(string name, Func<Task> run)
    {
        var from = TimeProvider.System.GetUtcNow();
        try
        {
            await run();
        }
        finally
        {
            _stages.Add(new RehearsalStage(name, from, TimeProvider.System.GetUtcNow()));
        }
    }
}
