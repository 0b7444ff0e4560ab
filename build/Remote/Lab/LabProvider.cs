using System.Net.Sockets;
using GitLabHa.Core;
using GitLabHa.Core.Model;
using GitLabHa.Remote.Processes;

namespace GitLabHa.Remote.Lab;

/// <summary>Makes and removes the machines of a lab: containers on this machine with fixed addresses and real sshd.</summary>
public sealed class LabProvider
{
    private static readonly TimeSpan SshDeadline = TimeSpan.FromSeconds(60);

    private readonly Topology _topology;
    private readonly string _stateDirectory;
    private readonly Action<string> _say;
    private readonly LabContainers _containers;

    /// <summary>For one environment; what happens is told line by line.</summary>
    public LabProvider(Topology topology, string stateDirectory, Action<string> say)
    {
        (_topology, _stateDirectory, _say) = (topology, stateDirectory, say);
        _containers = new LabContainers(topology.Environment);
    }

    /// <summary>Makes the machines that are missing and starts those that are stopped; returns how many that were.</summary>
    public async Task<int> EnsureAsync(CancellationToken cancellationToken)
    {
        var keys = new LabKeys(_stateDirectory);
        var engine = new DockerEngine(_say, _stateDirectory);
        await engine.EnsureAsync(cancellationToken).ConfigureAwait(false);
        await DebianPackages.EnsureAsync("ssh", ["openssh-client"], _say, cancellationToken).ConfigureAwait(false);
        var states = await _containers.StatesAsync(cancellationToken).ConfigureAwait(false);
        var missing = _topology.Nodes.Where(x => states.GetValueOrDefault(x.Name, "created") == "created").ToArray();
        var stopped = _topology.Nodes.Where(x => states.TryGetValue(x.Name, out var state) && state is not "running" and not "paused" and not "created").ToArray();
        if (missing.Length + stopped.Length == 0) return 0;
        await keys.EnsureAsync(_topology, cancellationToken).ConfigureAwait(false);
        if (missing.Length > 0) await MakeAsync(missing, keys, cancellationToken).ConfigureAwait(false);
        await Task.WhenAll(stopped.Select(x => StartAsync(x, cancellationToken))).ConfigureAwait(false);
        await Task.WhenAll(missing.Concat(stopped).Select(x => AnswersAsync(x, cancellationToken))).ConfigureAwait(false);
        return missing.Length + stopped.Length;
    }

    /// <summary>Removes the machines and the network, and nothing that lacks the environment's label; returns how many machines there were.</summary>
    public Task<int> DestroyAsync(CancellationToken cancellationToken) => _containers.RemoveAsync(cancellationToken);

    private async Task MakeAsync(Node[] missing, LabKeys keys, CancellationToken cancellationToken)
    {
        var lab = _topology.Environment.Lab ?? throw new InvalidOperationException("validated: a lab has lab settings");
        var image = LabImage.Of(_topology.Environment, _say);
        await image.EnsureAsync(cancellationToken).ConfigureAwait(false);
        await _containers.EnsureNetworkAsync(lab.Subnet, cancellationToken).ConfigureAwait(false);
        await _containers.RemoveUnfinishedAsync(cancellationToken).ConfigureAwait(false);
        _say($"starting {missing.Length} machines on {lab.Subnet}");
        await Task.WhenAll(missing.Select(x => _containers.CreateAsync(x, image.Tag, lab.MemoryMiB, keys.FilesFor(x), cancellationToken))).ConfigureAwait(false);
    }

    private Task StartAsync(Node node, CancellationToken cancellationToken)
    {
        _say($"starting {node}, which was stopped");
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
                throw new OperatorException($"sshd of {node} did not answer within {SshDeadline.TotalSeconds:0} s; last seen: {seen}", node.Address, "docker logs of that container tell why.");
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
        catch (Exception problem) when (problem is SocketException or IOException || (problem is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return problem is OperationCanceledException ? "no answer" : problem.Message;
        }
    }
}
