using System.Collections.Immutable;
using GitLabHa.Core.Drilling;
using GitLabHa.Core.Model;

namespace GitLabHa.Core.Desired;

/// <summary>The roles that role definitions may name, and the one that every node with GitLab's package takes.</summary>
public sealed class RoleSet(Role common, params ImmutableArray<Role> roles)
{
    /// <summary>The roles that a role definition may name.</summary>
    public ImmutableArray<Role> All { get; } = roles;

    /// <summary>What the loader and the topology know of them.</summary>
    public ImmutableArray<RoleTraits> Traits { get; } = [.. roles.Select(x => x.Traits)];

    /// <summary>The fire drills of all of them.</summary>
    public ImmutableArray<Scenario> Drills { get; } = [.. roles.SelectMany(x => x.Drills)];

    /// <summary>The same with one more role.</summary>
    public RoleSet With(Role role) => new(common, [.. All, role]);

    /// <summary>What a node takes: the common role, when one of its own needs GitLab's package, and the roles of its group.</summary>
    public IReadOnlyCollection<Role> Of(Node node)
    {
        Role[] own = [.. All.Where(x => node.Has(x.Name))];
        return own.Any(x => x.Traits.Upgrade is not null) ? [common, .. own] : own;
    }

    /// <summary>Composes the desired state of a node.</summary>
    public DesiredNode Compose(RoleContext context) => DesiredNode.Compose(Of(context.Node), context);
}
