using System.Collections.Immutable;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Observing;

namespace GitLabHa.Remote.Observing;

/// <summary>Finds out what nodes are.</summary>
public interface IObserver
{
    /// <summary>One observation per node, in the same order; a node that cannot be asked says why.</summary>
    Task<ImmutableArray<NodeObservation>> ObserveAsync(IReadOnlyList<DesiredNode> nodes, CancellationToken cancellationToken);
}
