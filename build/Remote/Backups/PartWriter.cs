using GitLabHa.Core.Backups;
using GitLabHa.Remote.Secrets;

namespace GitLabHa.Remote.Backups;

/// <summary>Writes the parts of one backup; those that hold keys are encrypted, when there is somebody to encrypt them for.</summary>
public sealed class PartWriter(IBackupTarget target, string id, Age age)
{
    private readonly List<BackupPart> _parts = [];

    /// <summary>What was written so far.</summary>
    public IReadOnlyList<BackupPart> Parts => _parts;

    /// <summary>Writes a part of any length.</summary>
    public async Task<BackupPart> WriteAsync(string path, string node, Func<Stream, Task> produce, CancellationToken cancellationToken)
    {
        await using var file = await target.CreateAsync($"{id}/{path}", cancellationToken).ConfigureAwait(false);
        await using var writer = new HashedWriter(file);
        await produce(writer).ConfigureAwait(false);
        await file.CompleteAsync(cancellationToken).ConfigureAwait(false);
        var part = new BackupPart
        {
            Path = path,
            Node = node,
            Bytes = writer.Bytes,
            Sha256 = writer.Sha256,
            Encrypted = path.EndsWith(Age.Extension, StringComparison.Ordinal)
        };
        _parts.Add(part);
        return part;
    }

    /// <summary>Writes a part that holds keys or passwords; it never touches a disk in the clear when age is in use.</summary>
    public async Task<BackupPart> WriteSecretAsync(
        string path, string node, Func<Stream, Task> produce, CancellationToken cancellationToken)
    {
        if (!age.IsUsed) return await WriteAsync(path, node, produce, cancellationToken).ConfigureAwait(false);
        using var clear = new MemoryStream();
        await produce(clear).ConfigureAwait(false);
        clear.Position = 0;
        return await WriteAsync(
            path + Age.Extension,
            node,
            stream => age.EncryptAsync(clear, stream, cancellationToken),
            cancellationToken).ConfigureAwait(false);
    }
}
