using GitLabHa.Core.Model;
using GitLabHa.Core.Secrets;
using GitLabHa.Remote.Connections;

namespace GitLabHa.Remote.Drilling;

/// <summary>What a client of a site works with.</summary>
public record ClientParts
{
    /// <summary>Who has which role.</summary>
    public required Topology Topology { get; init; }

    /// <summary>The environment's secrets: the client is a client like Rails.</summary>
    public required ISecretSource Secrets { get; init; }

    /// <summary>The connection to a node.</summary>
    public required Func<Node, IConnection> Connect { get; init; }

    /// <summary>Hides secrets in text that comes from nodes.</summary>
    public required Func<string, string> Mask { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
