using System.Collections.Immutable;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;

namespace GitLabHa.Core.Observing;

/// <summary>A node that runs roles which the files no longer give it: it has left them, or its group has.</summary>
/// <param name="Node">The node.</param>
/// <param name="Known">The node with the roles that it had.</param>
/// <param name="Roles">The roles that it gives up.</param>
/// <param name="IsWhole">Whether no file names it any more; else it goes on with other roles.</param>
/// <param name="Context">What these roles look at: the node, and the nodes that stay and run.</param>
public sealed record Departure(Node Node, Node Known, ImmutableArray<Role> Roles, bool IsWhole, RoleContext Context)
{
    /// <summary>Why, as a phrase.</summary>
    public required string Reason { get; init; }

    /// <summary>What must hold before anything is changed.</summary>
    public IEnumerable<Check> Proofs => Roles.SelectMany(x => x.MayLeave(Context));

    /// <summary>What is observed of a node that gives up roles, besides what is managed: whether it runs, and what it leads.</summary>
    public DesiredNode Observed => new()
    {
        Node = Known,
        Stage = Stage.Decommission,
        GitLabPackage = (Context.Environment.PackageName, Context.Version),
        Files = [],
        Services = [],
        Ensures = [],
    };
}
