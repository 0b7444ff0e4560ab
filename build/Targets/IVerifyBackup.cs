using GitLabHa.Operations.Backups;
using Nuke.Common;

internal interface IVerifyBackup : IHazBackups
{
    [Parameter("The backup; default: the newest one", Name = "backup")]
    string? BackupName => TryGetValue(() => BackupName);

    Target VerifyBackup => _ => _
        .Description("Reads a backup and compares every part with its manifest; restores nothing")
        .Executes(() => Session.RunAsync(new VerifyBackupOperation(Session.Environment, Places, BackupName)));
}
