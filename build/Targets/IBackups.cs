using System.Globalization;
using GitLabHa.Core.Backups;
using GitLabHa.Remote.Backups;
using Nuke.Common;
using Serilog;

internal interface IBackups : IHazBackups
{
    Target Backups => _ => _
        .Description("Lists the environment's backups, newest first")
        .Executes(async () =>
        {
            using var target = OpenTarget(Source);
            var found = await new BackupStore(target).ListAsync(CancellationToken.None);
            foreach (var backup in found) Log.Information("{Backup}", Line(backup));
            Log.Information("{Count} in {Place}", found.Count, target.Place);
        });

    private static string Line(FoundBackup backup) => backup.Manifest is { } manifest
        ? string.Create(CultureInfo.InvariantCulture, $"{backup.Id,-36} {BackupSize.Of(manifest.Bytes),9}, {manifest.Repositories} repositories, took {manifest.Finished - manifest.Started:h\\:mm\\:ss}")
        : $"{backup.Id,-36} no backup: {backup.Problem}";
}
