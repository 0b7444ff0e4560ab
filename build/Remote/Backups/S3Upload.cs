using Amazon.S3;
using Amazon.S3.Model;

namespace GitLabHa.Remote.Backups;

/// <summary>An object that is uploaded part by part, some of them at once; a short one goes in a single request.</summary>
internal sealed class S3Upload(AmazonS3Client client, string bucket, string key, string? encryption) : NewFile
{
    // S3 takes at most 10,000 parts of at least 5 MiB each: they grow, so that 5 TiB fit, the most that S3 allows.
    // https://docs.aws.amazon.com/AmazonS3/latest/userguide/qfacts.html
    private const int FirstSize = 8 * 1024 * 1024;
    private const int PartsOfOneSize = 800;

    // One connection is far from what S3 takes, and every part that is under way is in memory.
    private const long MostUnderWay = 10L * FirstSize;

    private readonly CancellationTokenSource _stop = new();
    private readonly Queue<(Task<PartETag> Sent, byte[] Buffer)> _underWay = new();
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
        await _stop.CancelAsync().ConfigureAwait(false);
        // One that arrives after the abort would stay, and be paid for.
        foreach (var (sent, _) in _underWay) await sent.ContinueWith(_ => { }, TaskScheduler.Default).ConfigureAwait(false);
        _stop.Dispose();
        if (_complete || _upload is null) return;
        try
        {
            await S3Errors.WrapAsync(() => client.AbortMultipartUploadAsync(bucket, key, _upload, CancellationToken.None)).ConfigureAwait(
                false);
        }
        catch (IOException)
        {
            // The service is gone; what failed before is what is told.
        }
    }

    private async Task SendAsync(CancellationToken cancellationToken)
    {
        _upload ??= (await S3Errors.WrapAsync(() => client.InitiateMultipartUploadAsync(
            new InitiateMultipartUploadRequest { BucketName = bucket, Key = key, ServerSideEncryptionMethod = Encryption },
            cancellationToken)).ConfigureAwait(false)).UploadId;
        var number = _parts.Count + _underWay.Count + 1;
        _underWay.Enqueue((SendAsync(number, _buffer, _filled, cancellationToken), _buffer));
        _filled = 0;
        var size = Math.Min((long)FirstSize << (number / PartsOfOneSize), 1L << 30);
        byte[]? free = null;
        while (_underWay.Count > 0 && (_underWay.Count + 1) * size > MostUnderWay) free = await SentAsync().ConfigureAwait(false);
        _buffer = free?.Length == size ? free : new byte[size];
    }

    private async Task<PartETag> SendAsync(int number, byte[] buffer, int count, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
        using var content = new MemoryStream(buffer, 0, count);
        // It is in memory: nothing is gained by a signature for each 80 KiB of it.
        var request = new UploadPartRequest
        {
            BucketName = bucket,
            Key = key,
            UploadId = _upload,
            PartNumber = number,
            InputStream = content,
            PartSize = count,
            UseChunkEncoding = false
        };
        return new PartETag(
            number, (await S3Errors.WrapAsync(() => client.UploadPartAsync(request, either.Token)).ConfigureAwait(false)).ETag);
    }

    // In their order; returns the buffer, which is free again.
    private async Task<byte[]> SentAsync()
    {
        var (sent, buffer) = _underWay.Dequeue();
        _parts.Add(await sent.ConfigureAwait(false));
        return buffer;
    }

    private async Task JoinAsync(CancellationToken cancellationToken)
    {
        if (_filled > 0) await SendAsync(cancellationToken).ConfigureAwait(false);
        while (_underWay.Count > 0) await SentAsync().ConfigureAwait(false);
        var request = new CompleteMultipartUploadRequest { BucketName = bucket, Key = key, UploadId = _upload, PartETags = _parts };
        await S3Errors.WrapAsync(() => client.CompleteMultipartUploadAsync(request, cancellationToken)).ConfigureAwait(false);
    }

    private async Task PutAsync(CancellationToken cancellationToken)
    {
        using var content = new MemoryStream(_buffer, 0, _filled);
        var request = new PutObjectRequest
        {
            BucketName = bucket,
            Key = key,
            InputStream = content,
            ServerSideEncryptionMethod = Encryption
        };
        await S3Errors.WrapAsync(() => client.PutObjectAsync(request, cancellationToken)).ConfigureAwait(false);
    }

    private ServerSideEncryptionMethod? Encryption => encryption is null ? null : new ServerSideEncryptionMethod(encryption);
}
