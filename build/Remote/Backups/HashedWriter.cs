using System.Security.Cryptography;
using GitLabHa.Remote.Processes;

namespace GitLabHa.Remote.Backups;

/// <summary>Passes a stream on to a new file, or to nowhere, and hashes it on the way.</summary>
internal sealed class HashedWriter(NewFile? file) : WriteStream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public long Bytes { get; private set; }

    public string Sha256 => Convert.ToHexStringLower(_hash.GetCurrentHash());

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        // Hashed while it is written.
        var written = file?.AppendAsync(buffer, cancellationToken) ?? ValueTask.CompletedTask;
        _hash.AppendData(buffer.Span);
        Bytes += buffer.Length;
        await written.ConfigureAwait(false);
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _hash.Dispose();
        base.Dispose(disposing);
    }
}
