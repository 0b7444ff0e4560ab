using GitLabHa.Core.Backups;

namespace GitLabHa.Core.Rehearsing;

/// <summary>What a restore drill showed.</summary>
public sealed record RestoreDrillResult
{
    /// <summary>The backup that was restored.</summary>
    public required BackupManifest Backup { get; init; }

    /// <summary>The lab that it was restored into.</summary>
    public required string Lab { get; init; }

    /// <summary>How long the new lab took.</summary>
    public required TimeSpan Deploying { get; init; }

    /// <summary>How long the restore took, with the verification at its end.</summary>
    public required TimeSpan Restoring { get; init; }

    /// <summary>What was restored.</summary>
    public required SiteFacts Restored { get; init; }

    /// <summary>One object of the newest repository, or null when there is none or it could not be read.</summary>
    public required GitObject? Probe { get; init; }

    /// <summary>What the source has, or null when it does not answer.</summary>
    public required SourceFacts? Source { get; init; }

    /// <summary>Why the source does not answer.</summary>
    public required string? Silence { get; init; }

    /// <summary>The verdict.</summary>
    public RestoreComparison Comparison => RestoreComparison.Of(Backup, Restored, Probe, Source);

    /// <summary>Whether all is there.</summary>
    public bool Passed => Comparison.Differences.IsEmpty;
}
