using GitLabHa.Operations.Backups;
using Nuke.Common;
using Nuke.Common.Utilities.Collections;

internal interface IRestore : IVerifyBackup
{
    [Parameter("Restore onto this environment instead of the one that the backup is of; RestoreDrill: the lab that a fresh one is made "
        + "like, default: lab",
        ValueProviderType = typeof(IHazEnvironment), ValueProviderMember = nameof(EnvironmentNames))]
    string? Onto => TryGetValue(() => Onto);

    [Parameter("The name of the environment whose data may be replaced; needed for anything but a lab")]
    string? YesRestore => TryGetValue(() => YesRestore);

    Target Restore => _ => _
        .Description("Replaces database, repositories and keys of a deployed environment by those of a backup, then verifies")
        .Executes(async () =>
        {
            var onto = Sessions.Of(Onto ?? Env);
            var restore = new RestoreOperation(onto, Session.Environment, Places, BackupName, YesRestore);
            await onto.RunAsync(restore);
            ReportSummary(_ => _.AddPair("Backup", restore.Manifest.Id).AddPair("Repositories", restore.Manifest.Repositories));
        });
}
