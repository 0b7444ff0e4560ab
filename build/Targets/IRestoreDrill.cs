using GitLabHa.Core;
using GitLabHa.Core.Backups;
using GitLabHa.Core.Model;
using GitLabHa.Core.Rehearsing;
using GitLabHa.Remote.Backups;
using GitLabHa.Remote.Rehearsing;
using GitLabHa.Roles;
using Nuke.Common;
using Nuke.Common.Utilities.Collections;
using Serilog;

internal interface IRestoreDrill : IRestore, IHazScratchLab
{
    Target RestoreDrill => _ => _
        .Description("Restores a backup into a fresh lab and compares it with its source; exit code 1 when something is missing")
        .Executes(async () =>
        {
            var result = await DrillAsync();
            Session.Reports.Show(result);
            ReportSummary(_ => _.AddPair("Backup", result.Backup.Id).AddPair("Rows", result.Restored.RowCount));
            if (!result.Passed)
                throw new OperatorException(
                    $"The backup {result.Backup.Id} did not bring back all that was there.", Session.Environment.Name, "What is missing stands above. Make a new backup, and drill that one.");
        });

    private async Task<RestoreDrillResult> DrillAsync()
    {
        using var target = OpenTarget(Session.Environment);
        var manifest = await new BackupStore(target).FindAsync(BackupName, Session.Stop);
        await using var lab = await MakeLabAsync(
            Onto ?? "lab", "restore-drill", GitLabVersion.Parse(manifest.Version), Enum.Parse<GitLabEdition>(manifest.Edition, ignoreCase: true), Session.Environment);
        var deploying = await lab.RunAsync(Session.Stop, "Deploy");
        var restoring = await lab.RunAsync(
            Session.Stop, "Restore", "--env", Session.Environment.Name, "--onto", lab.Name, "--backup", manifest.Id, "--at", PlaceOf(Session.Environment).ToString());
        return await CompareAsync(lab, manifest, deploying, restoring);
    }

    private async Task<RestoreDrillResult> CompareAsync(ScratchLab lab, BackupManifest manifest, TimeSpan deploying, TimeSpan restoring)
    {
        var environment = lab.Load(RoleCatalog.Known.Traits);
        await using var connections = lab.Connect(environment);
        var restored = new SiteReader(new Topology(environment), connections.For);
        var facts = await restored.RestoredAsync(Session.Stop);
        var (source, silence) = await SourceAsync(facts);
        var newest = facts.Newest(x => source?.Missing.ContainsKey(x) ?? true);
        var probe = newest is null ? null : await restored.ObjectAsync(newest.Repository, newest.Target, Session.Stop);
        return new RestoreDrillResult
        {
            Backup = manifest,
            Lab = lab.Name,
            Deploying = deploying,
            Restoring = restoring,
            Restored = facts,
            Probe = probe,
            Source = source is null || probe is null ? source : source with { Probe = await SourceReader.ObjectAsync(newest!.Repository, probe.Id, Session.Stop) },
            Silence = silence,
        };
    }

    private SiteReader SourceReader => new(Session.Topology, Session.Connections.Value.For);

    private async Task<(SourceFacts? Facts, string? Silence)> SourceAsync(SiteFacts restored)
    {
        Log.Information("comparing with {Source}", Session.Environment.Name);
        try
        {
            await Session.Connections.Value.PinSharedKeysAsync(Session.Topology, Session.Stop);
            return (await SourceReader.SourceAsync(restored, Session.Stop), null);
        }
        catch (OperatorException e)
        {
            Log.Warning("{Source} is not compared with, only the manifest: {Why}", Session.Environment.Name, e.Problem);
            return (null, e.Problem);
        }
    }
}
