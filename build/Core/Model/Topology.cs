using System.Collections.Immutable;

namespace GitLabHa.Core.Model;

/// <summary>Who has which role: the only answer to "whom do I talk to".</summary>
public sealed class Topology
{
    private readonly Dictionary<string, ImmutableArray<Node>> _byRole;

    /// <summary>Resolves an environment.</summary>
    public Topology(GitLabEnvironment environment)
    {
        Environment = environment;
        Nodes = [.. environment.Groups.SelectMany(x => x.Nodes)];
        _byRole = Nodes.SelectMany(node => node.Roles.Select(role => (role, node)))
            .GroupBy(x => x.role, x => x.node)
            .ToDictionary(x => x.Key, x => x.ToImmutableArray());
    }

    /// <summary>The environment.</summary>
    public GitLabEnvironment Environment { get; }

    /// <summary>All nodes, in the order of the groups.</summary>
    public ImmutableArray<Node> Nodes { get; }

    /// <summary>The nodes that run the gitlab package: all but those that only balance load.</summary>
    public IEnumerable<Node> PackageNodes => Nodes.Where(RunsPackage);

    /// <summary>The Sentinels.</summary>
    public IEnumerable<Endpoint> Sentinels => With(RoleNames.Redis).Select(x => new Endpoint(x.Address, Ports.Sentinel));

    /// <summary>Where Rails reaches the main database: PgBouncer behind the internal load balancer, or alone.</summary>
    public Endpoint? Database => Internal(RoleNames.PgBouncer, Ports.PgBouncer);

    /// <summary>Where Rails reaches Git storage: Praefect behind the internal load balancer, or alone, or a single Gitaly.</summary>
    public Endpoint? GitStorage => Has(RoleNames.Praefect)
        ? Internal(RoleNames.Praefect, Ports.Praefect)
        : With(RoleNames.Gitaly).Select(x => new Endpoint(x.Address, Ports.Gitaly)).FirstOrDefault();

    /// <summary>Where Gitaly reaches the internal API of Rails.</summary>
    public Endpoint? InternalApi => Internal(RoleNames.Rails, Ports.Http);

    /// <summary>The tracking database of Praefect.</summary>
    public Endpoint? PraefectDatabase =>
        With(RoleNames.PraefectPostgres).Select(x => new Endpoint(x.Address, Ports.Postgres)).FirstOrDefault();

    /// <summary>The nodes that have a role, in the order written; empty when nobody has it.</summary>
    public ImmutableArray<Node> With(string role) => _byRole.GetValueOrDefault(role, []);

    /// <summary>Whether any node has the role.</summary>
    public bool Has(string role) => _byRole.ContainsKey(role);

    /// <summary>Whether the node is the first of those that have the role: the one that migrates, or starts as primary.</summary>
    public bool IsFirst(Node node, string role) => With(role).FirstOrDefault() == node;

    /// <summary>Whether the gitlab package is installed on the node.</summary>
    public static bool RunsPackage(Node node) => node.Roles.Any(x => x != RoleNames.LoadBalancer);

    /// <summary>The group of a node.</summary>
    public NodeGroup GroupOf(Node node) => Environment.Groups.First(x => x.Name == node.Group);

    /// <summary>The /32 networks of all nodes that have one of the roles, without repetition.</summary>
    public IEnumerable<string> Cidrs(params string[] roles) =>
        roles.SelectMany(x => With(x)).Select(x => x.Address + "/32").Distinct();

    private Endpoint? Internal(string role, int port)
    {
        if (!Has(role)) return null;
        var host = Environment.LoadBalancer.InternalHost
            ?? With(RoleNames.LoadBalancer).FirstOrDefault()?.Address
            ?? With(role)[0].Address;
        return new Endpoint(host, port);
    }
}
