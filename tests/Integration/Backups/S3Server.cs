using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Amazon.Runtime;
using Amazon.S3;
using GitLabHa.Core.Backups;
using GitLabHa.Core.Model;
using GitLabHa.Remote.Backups;
using GitLabHa.Remote.Processes;

namespace GitLabHa.Tests.Integration.Backups;

/// <summary>An S3 server of its own: moto's, which AWS' own SDKs are tested against.</summary>
#pragma warning disable CA1001 // xunit calls DisposeAsync.
public sealed class S3Server : IAsyncLifetime
#pragma warning restore CA1001
{
    internal const string Bucket = "gitlab-ha-backups";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);
    private CancellationTokenSource? _stop;
    private Task _server = Task.CompletedTask;

    internal static bool Exists { get; } = Program.Exists("moto_server");

    internal string Endpoint { get; } = $"http://127.0.0.1:{FreePort()}";

    public async Task InitializeAsync()
    {
        if (!Exists) return;
        // The SDK takes credentials from where the AWS tools look for them.
        Environment.SetEnvironmentVariable("AWS_ACCESS_KEY_ID", "testing");
        Environment.SetEnvironmentVariable("AWS_SECRET_ACCESS_KEY", "testing");
        var port = new Uri(Endpoint).Port.ToString(CultureInfo.InvariantCulture);
        _stop = new CancellationTokenSource();
        _server = (Program.Of("moto_server", "-H", "127.0.0.1", "-p", port) with { Timeout = TimeSpan.FromHours(1) }).RunAsync(_stop.Token);
        await MakeBucketAsync();
    }

    public async Task DisposeAsync()
    {
        if (_stop is null) return;
        await _stop.CancelAsync();
        await _server.ContinueWith(_ => { }, TaskScheduler.Default);
        _stop.Dispose();
    }

    internal S3Target Target(string bucket, string? endpoint = null) =>
        new(new BackupPlace(bucket, "below/this"), new BackupSettings { Endpoint = endpoint ?? Endpoint, Region = "us-east-1" }, "test");

    private async Task MakeBucketAsync()
    {
        using var client = new AmazonS3Client(
            new BasicAWSCredentials("testing", "testing"),
            new AmazonS3Config { ServiceURL = Endpoint, ForcePathStyle = true, MaxErrorRetry = 0 });
        for (var end = new Deadline(Patience); ;)
        {
            try
            {
                await client.PutBucketAsync(Bucket);
                return;
            }
            catch (Exception e) when (e is AmazonClientException or HttpRequestException && !end.HasPassed)
            {
                await Task.Delay(200);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
