using System.Collections.Immutable;
using System.Globalization;
using GitLabHa.Core.Backups;
using GitLabHa.Core.Model;
using GitLabHa.Remote.Backups;
using Serilog;

namespace GitLabHa.Operations.Backups;

/// <summary>Lists the backups of an environment, newest first.</summary>
public sealed class ListBackupsOperation(GitLabEnvironment environment, BackupPlaces places) : IOperation
{
    /// <inheritdoc />
    public string Name => "Backups";

    /// <inheritdoc />
    public ImmutableArray<Phase> Phases => [new("list the backups", ListAsync)];

    private async Task ListAsync(CancellationToken cancellationToken)
    {
        using var target = places.Open(environment);
        var found = await new BackupStore(target).ListAsync(cancellationToken);
        foreach (var backup in found) Log.Information("{Backup}", Line(backup));
        Log.Information("{Count} in {Place}", found.Count, target.Place);
    }

    private static string Line(FoundBackup backup) => backup.Manifest is { } manifest
        ? string.Create(
            CultureInfo.InvariantCulture,
            $"{backup.Id,-36} {BackupSize.Of(manifest.Bytes),9}, {manifest.Repositories} repositories, took "
                + $"{manifest.Finished - manifest.Started:h\\:mm\\:ss}")
        : $"{backup.Id,-36} no backup: {backup.Problem}";
}
