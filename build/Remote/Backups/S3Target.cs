using Amazon.Runtime;
using Amazon.S3;
using Amazon.S3.Model;
using GitLabHa.Core.Backups;
using GitLabHa.Core.Model;

namespace GitLabHa.Remote.Backups;

/// <summary>A bucket of S3, or of a service that speaks its protocol. Credentials come from where the AWS tools look for them.</summary>
public sealed class S3Target : IBackupTarget
{
    private readonly AmazonS3Client _client;
    private readonly string _bucket;
    private readonly string _prefix;
    private readonly string? _encryption;

    /// <summary>The files of one environment in a bucket, below the place's prefix.</summary>
    public S3Target(BackupPlace place, BackupSettings settings, string environment)
    {
        _bucket = place.Bucket!;
        _prefix = place.Path.Length == 0 ? environment + "/" : $"{place.Path}/{environment}/";
        _encryption = settings.Encryption;
        Place = $"s3://{_bucket}/{_prefix.TrimEnd('/')}";
        var config = new AmazonS3Config
        {
            // Services other than AWS do not know the newer checksums; TLS and the manifest's SHA-256 protect what travels.
            RequestChecksumCalculation = RequestChecksumCalculation.WHEN_REQUIRED,
            ResponseChecksumValidation = ResponseChecksumValidation.WHEN_REQUIRED,
        };
        if (settings.Region is { } region) config.RegionEndpoint = Amazon.RegionEndpoint.GetBySystemName(region);
        if (settings.Endpoint is { } endpoint)
        {
            (config.ServiceURL, config.ForcePathStyle) = (endpoint, true);
            config.AuthenticationRegion = settings.Region ?? "us-east-1";
        }

        _client = S3Errors.Wrap(() => new AmazonS3Client(config));
    }

    /// <inheritdoc />
    public string Place { get; }

    /// <inheritdoc />
    public Task<IReadOnlyDictionary<string, long>> ListAsync(string folder, CancellationToken cancellationToken) =>
        S3Errors.WrapAsync(async () =>
    {
        var found = new Dictionary<string, long>();
        var request = new ListObjectsV2Request { BucketName = _bucket, Prefix = Below(folder) };
        await foreach (var item in _client.Paginators.ListObjectsV2(request)
            .S3Objects.WithCancellation(cancellationToken).ConfigureAwait(false))
            found[item.Key[_prefix.Length..]] = item.Size ?? 0;
        return (IReadOnlyDictionary<string, long>)found;
    });

    /// <inheritdoc />
    public Task<NewFile> CreateAsync(string path, CancellationToken cancellationToken) =>
        Task.FromResult<NewFile>(new S3Upload(_client, _bucket, _prefix + path, _encryption));

    /// <inheritdoc />
    public Task<Stream> OpenAsync(string path, CancellationToken cancellationToken) => S3Errors.WrapAsync(async () =>
        (await _client.GetObjectAsync(_bucket, _prefix + path, cancellationToken).ConfigureAwait(false)).ResponseStream);

    /// <inheritdoc />
    public async Task RemoveAsync(string folder, CancellationToken cancellationToken)
    {
        foreach (var path in (await ListAsync(folder, cancellationToken).ConfigureAwait(false)).Keys)
            await S3Errors.WrapAsync(() => _client.DeleteObjectAsync(_bucket, _prefix + path, cancellationToken)).ConfigureAwait(false);
        await AbandonUploadsAsync(folder, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public void Dispose() => _client.Dispose();

    // A run that was killed leaves uploads that are listed nowhere and still cost money.
    private Task<int> AbandonUploadsAsync(string folder, CancellationToken cancellationToken) => S3Errors.WrapAsync(async () =>
    {
        var uploads = await _client.ListMultipartUploadsAsync(
            new ListMultipartUploadsRequest { BucketName = _bucket, Prefix = Below(folder) }, cancellationToken).ConfigureAwait(false);
        foreach (var upload in uploads.MultipartUploads ?? [])
            await _client.AbortMultipartUploadAsync(_bucket, upload.Key, upload.UploadId, cancellationToken).ConfigureAwait(false);
        return uploads.MultipartUploads?.Count ?? 0;
    });

    private string Below(string folder) => folder.Length == 0 ? _prefix : _prefix + folder + "/";
}
