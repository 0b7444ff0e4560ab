using GitLabHa.Core.Checks;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;

namespace GitLabHa.Core.Desired;

/// <summary>Takes a node out of service before it is interrupted, so that no client notices, and brings it back.</summary>
/// <param name="On">Where both are run: on the node itself, or on a load balancer before it.</param>
/// <param name="Out">Nothing new comes to the node, and what runs there may finish.</param>
/// <param name="Back">The node takes work again; safe to run when it does.</param>
public sealed record Drain(Node On, Command Out, Command Back)
{
    /// <summary>What must be right before the node takes work again; null when nothing has to be.</summary>
    public Check? Ready { get; init; }

    /// <summary>What holds once the node takes work again, asked before the next node is touched; null when nothing has to.</summary>
    public Check? Settled { get; init; }
}
