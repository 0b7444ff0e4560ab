using GitLabHa.Core.Backups;

namespace GitLabHa.Remote.Backups;

/// <summary>A backup that was found in a target.</summary>
/// <param name="Id">Its name.</param>
/// <param name="Manifest">Its manifest, or null when it is no good.</param>
/// <param name="Problem">Why it is no good.</param>
public sealed record FoundBackup(string Id, BackupManifest? Manifest, string? Problem)
{
    /// <summary>Whether a run was cut short before it wrote the manifest.</summary>
    public bool NeverFinished { get; init; }
}
