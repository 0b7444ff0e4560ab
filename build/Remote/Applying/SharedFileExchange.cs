using System.Collections.Concurrent;
using GitLabHa.Core;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Planning;
using GitLabHa.Core.Secrets;
using GitLabHa.Remote.Connections;

namespace GitLabHa.Remote.Applying;

/// <summary>Hands files that one node generates to the others of a run; each is read once.</summary>
public sealed class SharedFileExchange(Func<Node, IConnection> connect)
{
    private readonly ConcurrentDictionary<string, Task<Secret>> _contents = new();
    private readonly ConcurrentDictionary<Node, TaskCompletionSource> _running = new();

    /// <summary>Says that a node's changes are under way, so that others may wait for what it generates.</summary>
    internal void Started(Node node) => _running.TryAdd(node, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    /// <summary>Says that a node has generated what it generates.</summary>
    internal void Generated(Node node) => _running.GetValueOrDefault(node)?.TrySetResult();

    /// <summary>Says that a node failed, so that no other node waits for it.</summary>
    internal void Failed(Node node) => _running.GetValueOrDefault(node)?.TrySetException(new OperatorException(
        $"Waits for a file that {node} generates, and {node} failed.", node.Name, $"Fix {node} and rerun the command."));

    internal async Task<Secret> ContentAsync(Step.CopySharedFile step, CancellationToken cancellationToken)
    {
        var (file, source) = (step.File, step.Source);
        if (source is null) await GeneratedAsync(file, cancellationToken).ConfigureAwait(false);
        var from = source ?? file.Among[0];
        // A source that this run changes may add secrets to its file by its own reconfigure.
        var expected = _running.ContainsKey(from) ? null : step.SourceSha256;
        return await _contents.GetOrAdd(file.Path, _ => ReadAsync(from, file.Path, expected, cancellationToken)).ConfigureAwait(false);
    }

    private Task GeneratedAsync(SharedFile file, CancellationToken cancellationToken) =>
        _running.TryGetValue(file.Among[0], out var generating)
            ? generating.Task.WaitAsync(cancellationToken)
            : throw new OperatorException(
                $"No node has {file.Path} yet, and {file.Among[0]}, which generates it, is not part of this run.",
                file.Path,
                $"Configure {file.Among[0]} first: run without --limit.");

    private async Task<Secret> ReadAsync(Node node, string path, string? sha256, CancellationToken cancellationToken) =>
        await connect(node).ReadSecretAsync(path, sha256, cancellationToken).ConfigureAwait(false)
        ?? throw new OperatorException(
            $"{path} is not there after the reconfigure.", node.Name, "Look at the reconfigure log of that node.");
}
