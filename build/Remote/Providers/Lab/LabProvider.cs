using System.Collections.Immutable;
using System.Net.Sockets;
using GitLabHa.Core;
using GitLabHa.Core.Model;
using GitLabHa.Remote.Processes;

namespace GitLabHa.Remote.Providers.Lab;

/// <summary>Makes and removes the machines of a lab: containers on this machine with fixed addresses and real sshd.</summary>
public sealed class LabProvider : IProvider
{
    private static readonly TimeSpan SshDeadline = TimeSpan.FromSeconds(60);

    private readonly Topology _topology;
    private readonly string _stateDirectory;
    private readonly Action<string> _log;
    private readonly LabContainers _containers;

    /// <summary>For one environment; what happens is logged line by line.</summary>
    public LabProvider(Topology topology, string stateDirectory, Action<string> log)
    {
        (_topology, _stateDirectory, _log) = (topology, stateDirectory, log);
        _containers = new LabContainers(topology.Environment);
    }

    /// <inheritdoc />
    public bool IsDisposable => true;

    /// <inheritdoc />
    public string Limitation =>
        "Lab: Consul, Redis, Sentinel, PostgreSQL, Patroni, PgBouncer, HAProxy, nginx, Puma and sshd are real; "
        + "Rails, Sidekiq's jobs, Praefect and Gitaly are small stand-ins (see docs/lab.md).";

    /// <summary>The external name of a lab is in no DNS: the address of the load balancer opens the same page.</summary>
    public Uri PublicUrl => _topology.InternalApi is { } endpoint ? new Uri($"http://{endpoint.Host}") : _topology.Environment.ExternalUrl;

    /// <inheritdoc />
    public void RequireMachines()
    {
        if (File.Exists(LabKeys.KnownHostsIn(_stateDirectory))) return;
        var name = _topology.Environment.Name;
        throw new OperatorException(
            $"The machines of {name} are not made yet.", _stateDirectory,
            $"Make them: ./build.sh Provision --env {name}, or Deploy, which does all.");
    }

    /// <inheritdoc />
    public async Task<int> EnsureAsync(CancellationToken cancellationToken)
    {
        var keys = new LabKeys(_stateDirectory);
        var engine = new DockerEngine(_log, _stateDirectory);
        await engine.EnsureAsync(cancellationToken).ConfigureAwait(false);
        await DebianPackages.EnsureAsync("The lab", [new("ssh", "openssh-client")], _log, cancellationToken).ConfigureAwait(false);
        var states = await _containers.StatesAsync(cancellationToken).ConfigureAwait(false);
        var missing = _topology.Nodes.Where(x => states.GetValueOrDefault(x.Name, "created") == "created").ToArray();
        var stopped = _topology.Nodes.Where(
            x => states.TryGetValue(x.Name, out var state) && state is not "running" and not "paused" and not "created").ToArray();
        if (missing.Length + stopped.Length == 0) return 0;
        await keys.EnsureAsync(_topology, cancellationToken).ConfigureAwait(false);
        if (missing.Length > 0) await MakeAsync(missing, keys, cancellationToken).ConfigureAwait(false);
        await Task.WhenAll(stopped.Select(x => StartAsync(x, cancellationToken))).ConfigureAwait(false);
        await Task.WhenAll(missing.Concat(stopped).Select(x => AnswersAsync(x, cancellationToken))).ConfigureAwait(false);
        return missing.Length + stopped.Length;
    }

    /// <inheritdoc />
    public async Task<ImmutableDictionary<string, string>> AddressesAsync(CancellationToken cancellationToken)
    {
        var states = await _containers.StatesAsync(cancellationToken).ConfigureAwait(false);
        return _topology.Nodes.Where(x => states.ContainsKey(x.Name)).ToImmutableDictionary(x => x.Name, x => x.Address);
    }

    /// <inheritdoc />
    public async Task ReplaceAsync(Node node, CancellationToken cancellationToken)
    {
        await _containers.RemoveAsync(node, cancellationToken).ConfigureAwait(false);
        await EnsureAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public Task<string> ConsoleAsync(Node node, CancellationToken cancellationToken) => _containers.LogAsync(node, cancellationToken);

    /// <summary>Removes the machines and the network, and nothing that lacks the environment's label.</summary>
    public Task<int> DestroyAsync(CancellationToken cancellationToken) => _containers.RemoveAsync(cancellationToken);

    private async Task MakeAsync(Node[] missing, LabKeys keys, CancellationToken cancellationToken)
    {
        var lab = _topology.Environment.Lab ?? throw new InvalidOperationException("validated: a lab has lab settings");
        await NeighbourTable.RefuseOverflowAsync(_topology.Nodes.Length, cancellationToken).ConfigureAwait(false);
        var image = LabImage.Of(_topology.Environment, _log);
        await image.EnsureAsync(cancellationToken).ConfigureAwait(false);
        await _containers.EnsureNetworkAsync(lab.Subnet, cancellationToken).ConfigureAwait(false);
        await _containers.RemoveUnfinishedAsync(cancellationToken).ConfigureAwait(false);
        _log($"starting {missing.Length} machines on {lab.Subnet}");
        await Task.WhenAll(
            missing.Select(x => _containers.CreateAsync(x, image.Tag, lab.MemoryMiB, keys.FilesFor(x), cancellationToken))).ConfigureAwait(
                false);
    }

    private Task StartAsync(Node node, CancellationToken cancellationToken)
    {
        _log($"starting {node}, which was stopped");
        return _containers.StartAsync(node, cancellationToken);
    }

    private static async Task AnswersAsync(Node node, CancellationToken cancellationToken)
    {
        var deadline = new Deadline(SshDeadline);
        while (true)
        {
            var seen = await BannerAsync(node, cancellationToken).ConfigureAwait(false);
            if (seen.StartsWith("SSH-", StringComparison.Ordinal)) return;
            if (deadline.HasPassed)
                throw new OperatorException(
                    $"sshd of {node} did not answer within {SshDeadline.TotalSeconds:0} s; last seen: {seen}",
                    node.Address,
                    "docker logs of that container tell why.");
            await Task.Delay(TimeSpan.FromMilliseconds(100), cancellationToken).ConfigureAwait(false);
        }
    }

    private static async Task<string> BannerAsync(Node node, CancellationToken cancellationToken)
    {
        using var client = new TcpClient();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(TimeSpan.FromSeconds(2));
        try
        {
            await client.ConnectAsync(node.Address, 22, limit.Token).ConfigureAwait(false);
            var buffer = new byte[4];
            await client.GetStream().ReadExactlyAsync(buffer, limit.Token).ConfigureAwait(false);
            return System.Text.Encoding.ASCII.GetString(buffer);
        }
        catch (Exception problem) when (problem is SocketException or IOException
            || (problem is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return problem is OperationCanceledException ? "no answer" : problem.Message;
        }
    }
}
