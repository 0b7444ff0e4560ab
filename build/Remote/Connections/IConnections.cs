using GitLabHa.Core.Model;

namespace GitLabHa.Remote.Connections;

/// <summary>The connections to the nodes of a site.</summary>
public interface IConnections : IAsyncDisposable
{
    /// <summary>The connection to a node; the same one for every caller.</summary>
    IConnection For(Node node);

    /// <summary>
    /// Lets nodes that share their host keys show any key pinned for one of them; to be called before the first connection.
    /// </summary>
    Task PinSharedKeysAsync(Topology topology, CancellationToken cancellationToken);

    /// <summary>Pins host keys ("TYPE KEY") that a node is about to show, beside those that are pinned already.</summary>
    Task PinAsync(Node node, IEnumerable<string> keys, CancellationToken cancellationToken);

    /// <summary>Refuses, before anything begins, what streams of any length would stop in the middle of.</summary>
    void RequireStreams(string what);

    /// <summary>Ends the environment's shared connections, when its nodes go away.</summary>
    Task CloseAsync(CancellationToken cancellationToken);
}
