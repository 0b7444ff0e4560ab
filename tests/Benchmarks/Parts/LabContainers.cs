using System.Net.Sockets;
using System.Text.Json;
using GitLabHa.Benchmarks.Measuring;
using GitLabHa.Core;
using GitLabHa.Remote.Processes;

namespace GitLabHa.Benchmarks.Parts;

/// <summary>
/// What the containers of a lab use, as the Docker engine counts it. Source: https://docs.docker.com/reference/api/engine/
/// </summary>
internal sealed class LabContainers(string environment)
{
    private const string Socket = "/var/run/docker.sock";
    private const double MiB = 1024 * 1024;
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(10);

    /// <summary>The memory of all containers, and of the processes that hold them.</summary>
    public async Task<IEnumerable<Figure>> MemoryAsync(CancellationToken cancellationToken)
    {
        var ids = await IdsAsync(cancellationToken);
        var stats = await StatsAsync(cancellationToken);
        return
        [
            new Figure { Name = "memory of the lab: containers", Unit = "MiB", Values = Series.One(stats.Sum(Used) / MiB),
                Note = "As docker stats reports it: without the inactive page cache." },
            new Figure { Name = "memory of the lab: their shims", Unit = "MiB", Values = Series.One(Shims(ids) / 1024.0) },
        ];
    }

    /// <summary>CPU seconds that the containers have used so far.</summary>
    public async Task<double> CpuAsync(CancellationToken cancellationToken) =>
        (await StatsAsync(cancellationToken))
            .Sum(x => x.GetProperty("cpu_stats").GetProperty("cpu_usage").GetProperty("total_usage").GetDouble()) / 1e9;

    /// <summary>CPU seconds per second that they use when idle.</summary>
    public async Task<double> BackgroundAsync(CancellationToken cancellationToken)
    {
        var before = await CpuAsync(cancellationToken);
        await Task.Delay(Settling, cancellationToken);
        return (await CpuAsync(cancellationToken) - before) / Settling.TotalSeconds;
    }

    /// <summary>Runs a script in every container, with a folder of this machine copied to /tmp/bench.</summary>
    public async Task ScriptAsync(string folder, string script, CancellationToken cancellationToken)
    {
        foreach (var id in await IdsAsync(cancellationToken))
        {
            await DockerAsync(cancellationToken, "cp", folder, $"{id}:/tmp/bench");
            await DockerAsync(cancellationToken, "exec", id, "sh", "-c", script);
        }
    }

    private async Task<string[]> IdsAsync(CancellationToken cancellationToken) =>
        (await DockerAsync(cancellationToken, "ps", "--quiet", "--no-trunc", "--filter", $"label=gitlab-ha.environment={environment}"))
            .Split('\n', StringSplitOptions.RemoveEmptyEntries);

    private async Task<JsonElement[]> StatsAsync(CancellationToken cancellationToken)
    {
        using var http = new HttpClient(new SocketsHttpHandler { ConnectCallback = async (_, stop) => await ConnectAsync(stop) });
        var answers = (await IdsAsync(cancellationToken))
            .Select(x => http.GetStringAsync(new Uri($"http://docker/containers/{x}/stats?stream=false&one-shot=true"), cancellationToken));
        return [.. (await Task.WhenAll(answers)).Select(x => JsonDocument.Parse(x).RootElement)];
    }

    private static async Task<NetworkStream> ConnectAsync(CancellationToken cancellationToken)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(Socket), cancellationToken);
        return new NetworkStream(socket, ownsSocket: true);
    }

    // cgroup 1 names it total_inactive_file, cgroup 2 inactive_file.
    private static double Used(JsonElement stats)
    {
        var memory = stats.GetProperty("memory_stats");
        var details = memory.GetProperty("stats");
        var unused = details.TryGetProperty("total_inactive_file", out var first) ? first : details.GetProperty("inactive_file");
        return memory.GetProperty("usage").GetDouble() - unused.GetDouble();
    }

    private static long Shims(string[] ids) => Directory.EnumerateDirectories("/proc")
        .Where(x => char.IsDigit(Path.GetFileName(x)[0]))
        .Where(x => Text(Path.Combine(x, "cmdline")) is var line && line.Contains("containerd-shim", StringComparison.Ordinal)
            && ids.Any(line.Contains))
        .Sum(x => Text(Path.Combine(x, "status")).Split('\n').Where(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
            .Sum(line => long.Parse(line.Split(' ')[^2])));

    private static string Text(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (IOException)
        {
            // The process has ended.
            return "";
        }
    }

    private static async Task<string> DockerAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        var result = await (Program.Of("docker", arguments)).RunAsync(cancellationToken);
        return result.Succeeded
            ? result.Output
            : throw new OperatorException(
            $"docker {arguments[0]} failed: {result.LastLine}", "the Docker engine of this machine", "Fix what it names.");
    }
}
