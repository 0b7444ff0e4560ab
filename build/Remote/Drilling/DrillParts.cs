using GitLabHa.Core.Checks;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Drilling;
using GitLabHa.Core.Model;
using GitLabHa.Core.Secrets;
using GitLabHa.Remote.Connections;

namespace GitLabHa.Remote.Drilling;

/// <summary>What a drill is put together from.</summary>
public sealed record DrillParts
{
    /// <summary>Who has which role.</summary>
    public required Topology Topology { get; init; }

    /// <summary>The environment's secrets: the client is a client like Rails.</summary>
    public required ISecretSource Secrets { get; init; }

    /// <summary>The connection to a node.</summary>
    public required Func<Node, IConnection> Connect { get; init; }

    /// <summary>Who leads now, asked anew.</summary>
    public required Func<CancellationToken, Task<LiveState>> Live { get; init; }

    /// <summary>Asks everything that Verify asks.</summary>
    public required Func<CancellationToken, Task<IReadOnlyList<CheckOutcome>>> Verify { get; init; }

    /// <summary>The command by which a rollout moves a leader elsewhere.</summary>
    public required Func<Node, Command> HandOver { get; init; }

    /// <summary>Hides secrets in text that comes from nodes.</summary>
    public required Func<string, string> Mask { get; init; }

    /// <summary>Told what happens, when it happens.</summary>
    public required Action<Moment> Say { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
