using Amazon.S3;
using Amazon.S3.Model;

namespace GitLabHa.Remote.Backups;

/// <summary>An object that is uploaded part by part, one part in memory; a short one goes in a single request.</summary>
internal sealed class S3Upload(AmazonS3Client client, string bucket, string key, string? encryption) : NewFile
{
    // S3 takes at most 10,000 parts of at least 5 MiB each: they grow, so that almost 5 TiB fit, the most that S3 allows.
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html
    private const int FirstSize = 16 * 1024 * 1024;
    private const int PartsOfOneSize = 1000;

    private readonly List<PartETag> _parts = [];
    private byte[] _buffer = new byte[FirstSize];
    private int _filled;
    private string? _upload;
    private bool _complete;

    public override async ValueTask AppendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
        {
            if (_filled == _buffer.Length) await SendAsync(cancellationToken).ConfigureAwait(false);
            var count = Math.Min(bytes.Length, _buffer.Length - _filled);
            bytes[..count].CopyTo(_buffer.AsMemory(_filled));
            _filled += count;
            bytes = bytes[count..];
        }
    }

    public override async Task CompleteAsync(CancellationToken cancellationToken)
    {
        if (_upload is null) await PutAsync(cancellationToken).ConfigureAwait(false);
        else await JoinAsync(cancellationToken).ConfigureAwait(false);
        _complete = true;
    }

    public override async ValueTask DisposeAsync()
    {
        if (_complete || _upload is null) return;
        try
        {
            await S3Errors.WrapAsync(() => client.AbortMultipartUploadAsync(bucket, key, _upload, CancellationToken.None)).ConfigureAwait(false);
        }
        catch (IOException)
        {
            // The service is gone; what failed before is what is told.
        }
    }

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        _upload ??= (await S3Errors.WrapAsync(() => client.InitiateMultipartUploadAsync(
            new InitiateMultipartUploadRequest { BucketName = bucket, Key = key, ServerSideEncryptionMethod = Encryption }, cancellationToken)).ConfigureAwait(false)).UploadId;
        using var content = new MemoryStream(_buffer, 0, _filled);
        var request = new UploadPartRequest { BucketName = bucket, Key = key, UploadId = _upload, PartNumber = _parts.Count + 1, InputStream = content, PartSize = _filled };
        _parts.Add(new PartETag(_parts.Count + 1, (await S3Errors.WrapAsync(() => client.UploadPartAsync(request, cancellationToken)).ConfigureAwait(false)).ETag));
        _filled = 0;
        var size = Math.Min((long)FirstSize << (_parts.Count / PartsOfOneSize), 1L << 30);
        if (size != _buffer.Length) _buffer = new byte[size];
    }

    private async Task JoinAsync(CancellationToken cancellationToken)
    {
        if (_filled > 0) await SendAsync(cancellationToken).ConfigureAwait(false);
        var request = new CompleteMultipartUploadRequest { BucketName = bucket, Key = key, UploadId = _upload, PartETags = _parts };
        await S3Errors.WrapAsync(() => client.CompleteMultipartUploadAsync(request, cancellationToken)).ConfigureAwait(false);
    }

    private async Task PutAsync(CancellationToken cancellationToken)
    {
        using var content = new MemoryStream(_buffer, 0, _filled);
        var request = new PutObjectRequest { BucketName = bucket, Key = key, InputStream = content, ServerSideEncryptionMethod = Encryption };
        await S3Errors.WrapAsync(() => client.PutObjectAsync(request, cancellationToken)).ConfigureAwait(false);
    }

    private ServerSideEncryptionMethod? Encryption => encryption is null ? null : new ServerSideEncryptionMethod(encryption);
}
