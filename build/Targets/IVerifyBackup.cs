using GitLabHa.Core;
using GitLabHa.Core.Backups;
using GitLabHa.Remote.Backups;
using Nuke.Common;
using Serilog;

internal interface IVerifyBackup : IHazBackups
{
    [Parameter("The backup; default: the newest one", Name = "backup")]
    string? BackupName => TryGetValue(() => BackupName);

    Target VerifyBackup => _ => _
        .Description("Reads a backup and compares every part with its manifest; restores nothing")
        .Executes(async () =>
        {
            using var target = OpenTarget(Source);
            var store = new BackupStore(target);
            var manifest = await store.FindAsync(BackupName, CancellationToken.None);
            var wrong = await store.VerifyAsync(manifest, CancellationToken.None);
            if (wrong.Count > 0)
                throw new OperatorException(
                    $"The backup {manifest.Id} is damaged:{string.Concat(wrong.Select(x => "\n- " + x))}", target.Place, "Make a new one, and restore none but a good one: ./build.sh Backups lists them.");
            Log.Information("{Id} is as it was written: {Parts} parts, {Size}", manifest.Id, manifest.Parts.Length, BackupSize.Of(manifest.Bytes));
        });
}
