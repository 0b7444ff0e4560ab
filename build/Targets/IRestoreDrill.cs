using GitLabHa.Operations.Rehearsing;
using Nuke.Common;
using Nuke.Common.Utilities.Collections;

internal interface IRestoreDrill : IRestore, IHazScratchLab
{
    Target RestoreDrill => _ => _
        .Description("Restores a backup into a fresh lab and compares it with its source; exit code 1 when something is missing")
        .Executes(async () =>
        {
            var drill = new RestoreDrillOperation(Session, Places, Labs, BackupName, Onto ?? "lab");
            await Session.RunAsync(drill);
            ReportSummary(_ => _.AddPair("Backup", drill.Result.Backup.Id).AddPair("Rows", drill.Result.Restored.RowCount));
        });
}
