using System.Collections.Immutable;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;

namespace GitLabHa.Core.Planning;

/// <summary>The steps of one node, in their order; empty when nothing is to change.</summary>
public sealed record NodePlan
{
    /// <summary>The node.</summary>
    public required Node Node { get; init; }

    /// <summary>The stage that applies it.</summary>
    public required Stage Stage { get; init; }

    /// <summary>The steps.</summary>
    public required ImmutableArray<Step> Steps { get; init; }

    /// <summary>Whether the node has never had a successful reconfigure: nothing to protect yet.</summary>
    public required bool NeverRan { get; init; }

    /// <summary>
    /// Whether the steps may interrupt a primary; what a primary takes in place does not.
    /// </summary>
    public bool Interrupts { get; init; } = true;

    /// <summary>Whether a primary hands over before these steps.</summary>
    public bool NeedsHandOver => Interrupts && Steps.Any(x => x.Risk != Risk.Safe);

    /// <summary>
    /// What the node hands over to another one before the steps, such as "PostgreSQL leader", as things are now; null: nothing.
    /// </summary>
    public string? HandsOver { get; init; }

    /// <summary>Whether the node leaves the site, or gives up a role.</summary>
    public bool Leaves { get; init; }

    /// <summary>Why nothing can be planned for the node (it could not be asked), or null.</summary>
    public string? Unknown { get; init; }

    /// <summary>Whether something is to change.</summary>
    public bool HasChanges => !Steps.IsEmpty;
}
