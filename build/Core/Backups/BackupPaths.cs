namespace GitLabHa.Core.Backups;

/// <summary>The names of a backup's parts.</summary>
public static class BackupPaths
{
    /// <summary>What gitlab-backup made: the database, the repositories, and blobs that are not in object storage.</summary>
    public const string Data = "gitlab_backup.tar";

    /// <summary>The keys that the database's secrets are encrypted with.</summary>
    public const string Secrets = "gitlab-secrets.json";

    /// <summary>The host keys that clients know the Rails nodes by.</summary>
    public const string HostKeys = "ssh_host_keys.tar";

    /// <summary>/etc/gitlab of a node.</summary>
    public static string Configuration(string node) => $"config/{node}.tar";
}
