using GitLabHa.Core.Model;
using GitLabHa.Remote.Connections;
using GitLabHa.Remote.Secrets;

namespace GitLabHa.Remote.Backups;

/// <summary>What a backup and a restore work with.</summary>
public sealed record BackupParts
{
    /// <summary>The environment that is backed up, or restored onto.</summary>
    public required Topology Topology { get; init; }

    /// <summary>Where the backup lies.</summary>
    public required IBackupTarget Target { get; init; }

    /// <summary>Who encrypts and decrypts the parts that hold keys.</summary>
    public required Age Age { get; init; }

    /// <summary>The connection to a node.</summary>
    public required Func<Node, IConnection> Connect { get; init; }

    /// <summary>Pins host keys that a node is about to show.</summary>
    public required Func<Node, IEnumerable<string>, CancellationToken, Task> Pin { get; init; }

    /// <summary>Masks what commands print.</summary>
    public required Func<string, string> Mask { get; init; }

    /// <summary>Told what happens.</summary>
    public required Action<string> Log { get; init; }

    /// <summary>Told what a node did until now, and from when on.</summary>
    public required Action<Node, string, DateTimeOffset> RecordDuration { get; init; }

    /// <summary>The clock.</summary>
    public required TimeProvider Time { get; init; }

    /// <summary>The node on which gitlab-backup runs: the first Rails node that answers.</summary>
    public required Node Rails { get; init; }

    /// <summary>Whether a node answered when all were asked.</summary>
    public required Func<Node, bool> Answers { get; init; }
}
