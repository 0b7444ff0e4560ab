using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Planning;
using GitLabHa.Core.Secrets;
using GitLabHa.Remote.Checking;
using GitLabHa.Remote.Connections;

namespace GitLabHa.Remote;

/// <summary>All that is needed to work on a site: what it is to be, the way to its nodes, and who hears what happens.</summary>
public sealed record SiteAccess
{
    /// <summary>What the site is to be.</summary>
    public required DesiredSite Site { get; init; }

    /// <summary>The connections to its nodes.</summary>
    public required IConnections Connections { get; init; }

    /// <summary>Hides secrets in text that comes from nodes.</summary>
    public required SecretMask Mask { get; init; }

    /// <summary>Hears of steps and commands.</summary>
    public required IRunEvents Events { get; init; }

    /// <summary>Writes a line for the operator.</summary>
    public required Action<string> Log { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Who has which role.</summary>
    public Topology Topology => Site.Topology;

    /// <summary>Its secrets.</summary>
    public ISecretSource Secrets => Site.Secrets;

    /// <summary>Asks checks, and waits for them.</summary>
    public CheckRunner Checks => new(Connect, Events, Time);

    /// <summary>The connection to a node.</summary>
    public IConnection Connect(Node node) => Connections.For(node);
}
