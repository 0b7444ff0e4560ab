using System.Collections.Immutable;
using GitLabHa.Core;
using GitLabHa.Core.Backups;
using GitLabHa.Core.Model;
using GitLabHa.Remote.Backups;
using Serilog;

namespace GitLabHa.Operations.Backups;

/// <summary>Reads a backup and compares every part with its manifest.</summary>
/// <param name="environment">The environment that the backup is of.</param>
/// <param name="places">Where backups are.</param>
/// <param name="name">The backup; null: the newest one.</param>
public sealed class VerifyBackupOperation(GitLabEnvironment environment, BackupPlaces places, string? name) : IOperation
{
    /// <inheritdoc />
    public string Name => "VerifyBackup";

    /// <inheritdoc />
    public ImmutableArray<Phase> Phases => [new("read the backup", ReadAsync)];

    private async Task ReadAsync(CancellationToken cancellationToken)
    {
        using var target = places.Open(environment);
        var store = new BackupStore(target);
        var manifest = await store.FindAsync(name, cancellationToken);
        await store.RequireIntactAsync(
            manifest, "Make a new one; restore only an intact backup: ./build.sh Backups lists them.", cancellationToken);
        Log.Information(
            "{Id} is as it was written: {Parts} parts, {Size}", manifest.Id, manifest.Parts.Length, BackupSize.Of(manifest.Bytes));
    }
}
