namespace GitLabHa.Core.Backups;

/// <summary>One file of a backup, as it is in the target.</summary>
public sealed record BackupPart
{
    /// <summary>Its path, relative to the backup.</summary>
    public required string Path { get; init; }

    /// <summary>The node it came from.</summary>
    public required string Node { get; init; }

    /// <summary>How long it is, in bytes.</summary>
    public required long Bytes { get; init; }

    /// <summary>Its SHA-256, lower-case hex.</summary>
    public required string Sha256 { get; init; }

    /// <summary>Whether age encrypted it; size and hash are those of the encrypted file.</summary>
    public bool Encrypted { get; init; }
}
