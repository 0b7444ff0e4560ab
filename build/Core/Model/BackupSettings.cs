using GitLabHa.Core.Backups;

namespace GitLabHa.Core.Model;

/// <summary>Where backups go and how many stay.</summary>
public sealed record BackupSettings
{
    /// <summary>The folder or bucket, or null when it is named on the command line.</summary>
    public BackupPlace? Target { get; init; }

    /// <summary>The bucket's region, or null for the one of your AWS configuration.</summary>
    public string? Region { get; init; }

    /// <summary>An S3-compatible endpoint, or null for AWS.</summary>
    public string? Endpoint { get; init; }

    /// <summary>What S3 encrypts with: AES256, aws:kms, or null for nothing.</summary>
    public string? Encryption { get; init; } = "AES256";

    /// <summary>Which backups stay, or null for all.</summary>
    public Retention? Keep { get; init; }

    /// <summary>How old the newest backup may be when an upgrade begins.</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromHours(24);

    /// <summary>Whether Gitaly itself puts the repositories into the bucket that its configuration names.</summary>
    public bool ServerSide { get; init; }
}
