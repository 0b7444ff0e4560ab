using System.Collections.Immutable;
using GitLabHa.Core.Model;
using GitLabHa.Core.Secrets;

namespace GitLabHa.Core.Desired;

/// <summary>The desired state of a whole site, as it follows from its files, its roles and its secrets.</summary>
public sealed class DesiredSite(Topology topology, RoleSet roles, ISecretSource secrets)
{
    private readonly Lazy<ImmutableArray<DesiredNode>> _fresh = new(() =>
        [.. topology.Nodes.Select(x => roles.Compose(new RoleContext { Node = x, Topology = topology, Secrets = secrets }))]);

    /// <summary>Who has which role.</summary>
    public Topology Topology => topology;

    /// <summary>The roles that its nodes have.</summary>
    public RoleSet Roles => roles;

    /// <summary>Its secrets.</summary>
    public ISecretSource Secrets => secrets;

    /// <summary>The desired state of each node in a fresh environment, where no leader is known yet.</summary>
    public ImmutableArray<DesiredNode> Fresh => _fresh.Value;

    /// <summary>The same site at another version of GitLab.</summary>
    public DesiredSite At(GitLabVersion version) => new(new Topology(topology.Environment with { Version = version }), roles, secrets);

    /// <summary>The desired state of each node, following the leaders of the running cluster.</summary>
    public ImmutableArray<DesiredNode> Compose(LiveState live) =>
        live == LiveState.Fresh ? Fresh : [.. topology.Nodes.Select(x => roles.Compose(Context(x, live)))];

    /// <summary>What the roles of a node look at.</summary>
    public RoleContext Context(Node node, LiveState live) => new() { Node = node, Topology = topology, Secrets = secrets, Live = live };

    /// <summary>The desired state of a node in a fresh environment.</summary>
    public DesiredNode FreshOf(Node node) => Fresh.First(x => x.Node == node);
}
