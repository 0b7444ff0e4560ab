using System.Collections.Immutable;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;

namespace GitLabHa.Core.Planning;

/// <summary>How a primary gives its part to another node before it is touched.</summary>
/// <param name="IsPrimary">Asked on each node: exit code 0 means it is the primary now.</param>
/// <param name="Move">Run on the primary; moves its part elsewhere.</param>
public sealed record HandOver(Command IsPrimary, Command Move)
{
    /// <summary>What the primary is called: "PostgreSQL leader".</summary>
    public required string Primary { get; init; }

    /// <summary>Whether the node was the primary when the site was observed.</summary>
    public required bool IsHeld { get; init; }

    /// <summary>Run on the primary while it still serves everybody, so that the move itself is short; null when nothing helps.</summary>
    public Command? Prepare { get; init; }

    /// <summary>
    /// What makes clients wait instead of fail meanwhile, by the node it is run on. It returns once they wait, and lets them
    /// go by itself: when there is another primary, or when it took too long.
    /// </summary>
    public ImmutableArray<(Node Node, Command Command)> Holds { get; init; } = [];

    /// <summary>The steps in order; those of one wave go at once. Only the last has to succeed.</summary>
    public IEnumerable<ImmutableArray<Step>> WavesOn(Node primary)
    {
        if (Prepare is not null) yield return [Attempt(primary, Prepare, "so that the hand-over is short")];
        if (!Holds.IsEmpty) yield return [.. Holds.Select(x => Attempt(x.Node, x.Command, $"until {primary} has handed over"))];
        yield return [new Step.HandOver { Node = primary, Way = this, Reason = "it is the primary", Risk = Risk.Disruptive }];
    }

    private static Step.RunCommand Attempt(Node node, Command command, string reason) =>
        new() { Node = node, Command = command, Reason = reason, MayFail = true };
}
