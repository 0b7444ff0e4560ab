using GitLabHa.Core;
using GitLabHa.Core.Backups;
using GitLabHa.Remote.Backups;
using Nuke.Common;
using Nuke.Common.Utilities.Collections;
using Serilog;

internal interface IBackup : IHazBackups
{
    [Parameter("Which backups stay: the newest of so many days, weeks and months, e.g. 7d,4w,6m; default: backups.keep, else all")]
    string? Keep => TryGetValue(() => Keep);

    Target Backup => _ => _
        .Description("Backs up database, repositories, configuration and keys as one whole with a manifest")
        .Executes(async () =>
        {
            var retention = Keep is null ? Session.Environment.Backups.Keep : Retention.Parse(Keep)
                ?? throw new OperatorException($"'{Keep}' does not say which backups stay.", "--keep", $"Write {Retention.Expected}.");
            using var target = OpenTarget(Session.Environment);
            Session.Connections.Value.RequireStreams($"Backup of {Session.Environment.Name}");
            var leader = await LeaderAsync(Session);
            await Session.LockAsync();
            var manifest = await new BackupRun(await PartsAsync(Session, Session.Environment, target)).RunAsync(leader, Session.Stop);
            Log.Information("{Id} is complete: {Size} in {Place}", manifest.Id, BackupSize.Of(manifest.Bytes), target.Place);
            if (retention is not null)
                foreach (var id in await new BackupStore(target).PruneAsync(retention, Session.Stop)) Log.Information("removed {Id}", id);
            ReportSummary(_ => _.AddPair("Backup", manifest.Id).AddPair("Size", BackupSize.Of(manifest.Bytes)));
        });
}
