using System.Collections.Immutable;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Observing;
using GitLabHa.Remote.Connections;

namespace GitLabHa.Remote.Observing;

/// <summary>Asks all nodes at once what they are, in one round trip each.</summary>
public sealed class Observer(Func<Node, IConnection> connect) : IObserver
{
    /// <inheritdoc />
    public async Task<ImmutableArray<NodeObservation>> ObserveAsync(
        IReadOnlyList<DesiredNode> nodes, CancellationToken cancellationToken) =>
        [.. await Task.WhenAll(nodes.Select(x => ObserveAsync(x, cancellationToken)))];

    private async Task<NodeObservation> ObserveAsync(DesiredNode desired, CancellationToken cancellationToken)
    {
        var result = await connect(desired.Node).RunAsync(ObserveCommand.For(desired), cancellationToken);
        return result.Succeeded
            ? ObservationParser.Parse(desired, result.Output)
            : new NodeObservation { Node = desired.Node, Unreachable = Why(result) };
    }

    private static string Why(CommandResult result) => result.ExitCode == CommandResult.Unreachable
        ? result.Error.Trim()
        : $"it could not be observed (exit code {result.ExitCode}): {result.Error.Trim()}";
}
