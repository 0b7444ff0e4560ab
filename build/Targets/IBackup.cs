using GitLabHa.Core.Backups;
using GitLabHa.Operations.Backups;
using Nuke.Common;
using Nuke.Common.Utilities.Collections;

internal interface IBackup : IHazBackups
{
    [Parameter("Which backups stay: the newest of so many days, weeks and months, e.g. 7d,4w,6m; default: backups.keep, else all")]
    string? Keep => TryGetValue(() => Keep);

    Target Backup => _ => _
        .Description("Backs up database, repositories, configuration and keys as one whole with a manifest")
        .Executes(async () =>
        {
            var backup = new BackupOperation(Session, Places, Keep);
            await Session.RunAsync(backup);
            ReportSummary(_ => _.AddPair("Backup", backup.Manifest.Id).AddPair("Size", BackupSize.Of(backup.Manifest.Bytes)));
        });
}
