using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using GitLabHa.Benchmarks.Measuring;
using GitLabHa.Core;
using GitLabHa.Core.Backups;
using GitLabHa.Core.Loading;
using GitLabHa.Core.Model;
using GitLabHa.Remote.Backups;
using GitLabHa.Remote.Processes;
using GitLabHa.Remote.Secrets;
using GitLabHa.Roles;

namespace GitLabHa.Benchmarks.Parts;

/// <summary>How a backup's part gets to its target and back, hashed on its way, beside programs that move the same file without.</summary>
internal static class BackupPart
{
    private const int MiB = 256;
    // What is read from a program at once.
    private const int Chunk = 256 * 1024;
    private const string Bucket = "bench";
    private const string FileName = "data.tar";

    public static async IAsyncEnumerable<Figure> MeasureAsync(Workspace workspace)
    {
        if (!Program.Exists("moto_server"))
            throw new OperatorException("moto_server is missing.", "this machine", "Install it, e.g. pip install 'moto[server]'");
        await DebianPackages.EnsureAsync("Comparing", [new("aws", "awscli")], Console.WriteLine, workspace.Stop);
        var file = Path.Combine(workspace.Root, FileName);
        await WriteAsync(file, workspace.Stop);
        foreach (var (name, text) in workspace.FilesOf("lab")) workspace.Write("lab", name, text);
        var age = new Age(EnvironmentLoader.Load(workspace.Environments, "lab", RoleCatalog.Known.Traits));

        var folder = Path.Combine(workspace.Root, "backups");
        using var directory = new DirectoryTarget(Path.Combine(folder, "ours"));
        var tar = Sh(
            workspace,
            "mkdir -p \"$2/tar\" && tar --create --file=- --directory=\"$(dirname \"$1\")\" data.tar >\"$2/tar/out\" && sync "
                + "\"$2/tar/out\"",
            file,
            folder);
        foreach (var figure in await AgainstAsync("to a folder", "tar", () => WriteAsync(directory, age, file, workspace.Stop), tar))
            yield return figure;

        var endpoint = $"http://127.0.0.1:{FreePort()}";
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(workspace.Stop);
        var server = Program.Of(
            "moto_server", "-H", "127.0.0.1", "-p", endpoint[(endpoint.LastIndexOf(':') + 1)..]) with
        { Timeout = TimeSpan.FromHours(1) };
        var serving = server.RunAsync(stop.Token);
        foreach (var name in new[] { "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY" }) Environment.SetEnvironmentVariable(name, "testing");
        var aws = $"aws --endpoint-url {endpoint} --region us-east-1 s3";
        await Sh(workspace, $"for i in $(seq 100); do {aws} mb s3://{Bucket} && exit; sleep 0.2; done; exit 1")();
        using var s3 = new S3Target(
            new BackupPlace(Bucket, "ours"), new BackupSettings { Endpoint = endpoint, Region = "us-east-1" }, "bench");
        foreach (var figure in await AgainstAsync("to S3", "aws s3 cp", () => WriteAsync(s3, age, file, workspace.Stop),
            Sh(workspace, $"{aws} cp --quiet \"$1\" s3://{Bucket}/aws/data.tar", file)))
            yield return figure;
        foreach (var figure in await AgainstAsync("from S3", "aws s3 cp", () => ReadAsync(s3, workspace.Stop),
            Sh(workspace, $"{aws} cp --quiet s3://{Bucket}/aws/data.tar \"$1.back\"", file)))
            yield return figure;
        await stop.CancelAsync();
        await serving.ContinueWith(_ => { }, TaskScheduler.Default);
    }

    private static async Task<IEnumerable<Figure>> AgainstAsync(string what, string program, Func<Task> ours, Func<Task> theirs)
    {
        var (mine, other) = (new List<double>(), new List<double>());
        for (var run = 0; run <= Workspace.Runs; run++)
        {
            var (first, second) = (await SecondsAsync(ours), await SecondsAsync(theirs));
            if (run == 0) continue;
            mine.Add(MiB / first);
            other.Add(MiB / second);
        }

        var (here, there) = (new Series(mine), new Series(other));
        return
        [
            new Figure { Name = $"backup, {MiB} MiB {what}", Unit = "MiB/s", Values = here },
            new Figure { Name = $"  {program} of the same", Unit = "MiB/s", Values = there },
            new Figure { Name = "  ratio", Unit = "x", Values = Series.One(here.Median / there.Median), AtLeast = 0.9 },
        ];
    }

    private static async Task<double> SecondsAsync(Func<Task> run)
    {
        var start = Stopwatch.GetTimestamp();
        await run();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    private static async Task WriteAsync(IBackupTarget target, Age age, string file, CancellationToken cancellationToken)
    {
        var writer = new PartWriter(target, "1", age);
        await using var source = File.OpenRead(file);
        await writer.WriteAsync(FileName, "rails-1", stream => source.CopyToAsync(stream, Chunk, cancellationToken), cancellationToken);
    }

    private static async Task ReadAsync(S3Target target, CancellationToken cancellationToken)
    {
        await using var stream = await target.OpenAsync($"1/{FileName}", cancellationToken);
        await SHA256.HashDataAsync(stream, cancellationToken);
    }

    // Random, since a part is compressed.
    private static async Task WriteAsync(string file, CancellationToken cancellationToken)
    {
        await using var stream = File.Create(file);
        for (var i = 0; i < MiB; i++) await stream.WriteAsync(RandomNumberGenerator.GetBytes(1024 * 1024), cancellationToken);
    }

    private static Func<Task> Sh(Workspace workspace, string script, params string[] arguments) => async () =>
    {
        var result = await (Program.Of("sh", ["-c", script, "sh", .. arguments]) with { Timeout = TimeSpan.FromMinutes(10) })
            .RunAsync(workspace.Stop);
        if (!result.Succeeded) throw new OperatorException($"What is to be measured failed: {result.LastLine}", script, "Fix it first.");
    };

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
