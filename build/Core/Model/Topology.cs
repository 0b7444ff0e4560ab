using System.Collections.Immutable;
using GitLabHa.Core.Desired;

namespace GitLabHa.Core.Model;

/// <summary>Who has which role: the only answer to "whom do I talk to".</summary>
public sealed class Topology
{
    private readonly Dictionary<string, ImmutableArray<Node>> _byRole;
    private readonly Dictionary<string, RoleTraits> _traits;

    /// <summary>Resolves an environment.</summary>
    public Topology(GitLabEnvironment environment)
    {
        Environment = environment;
        _traits = environment.Roles.ToDictionary(x => x.Name);
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
    public IEnumerable<Endpoint> SentinelsOf(RedisCluster cluster) =>
        With(cluster.Role).Select(x => new Endpoint(x.Address, Ports.Sentinel));

    /// <summary>Where Rails reaches the main database: PgBouncer behind the internal load balancer, or alone.</summary>
    public Endpoint? Database => Internal(RoleNames.PgBouncer, Ports.PgBouncer);

    /// <summary>The storages of Rails: one virtual storage of Praefect, or one per Gitaly node without Praefect.</summary>
    public IEnumerable<GitStorage> GitStorages => Internal(RoleNames.Praefect, Ports.Praefect) is { } praefect
        ? [new GitStorage(GitStorage.Default, praefect)]
        : With(RoleNames.Gitaly).Select(x => new GitStorage(StorageOf(x), new Endpoint(x.Address, Ports.Gitaly)));

    /// <summary>
    /// The storage that a Gitaly node serves. Without Praefect Rails names it, and Rails needs one called default: where no node
    /// has that name, the first one takes it. Source: https://gitlab.com/gitlab-org/gitlab/-/issues/36175
    /// </summary>
    public string StorageOf(Node node)
    {
        var own = node.Storage ?? node.Name;
        var takesDefault = !Has(RoleNames.Praefect) && IsFirst(node, RoleNames.Gitaly)
            && With(RoleNames.Gitaly).All(x => x.Storage != GitStorage.Default);
        return takesDefault ? GitStorage.Default : own;
    }

    /// <summary>The nodes, each with the storage that it really serves, where it serves one.</summary>
    public IEnumerable<Node> WithStorages(IEnumerable<Node> nodes) =>
        nodes.Select(x => x.Has(RoleNames.Gitaly) ? x with { Storage = StorageOf(x) } : x);

    /// <summary>Whether Rails reads from all PostgreSQL nodes, through a PgBouncer on each of them.</summary>
    public bool ReadsFromReplicas => Environment.Database.LoadBalancing;

    /// <summary>Whether a PgBouncer runs on the node, for writes or for reads.</summary>
    public bool RunsPgBouncer(Node node) => node.Has(RoleNames.PgBouncer) || (ReadsFromReplicas && node.Has(RoleNames.Postgres));

    /// <summary>Where Gitaly reaches the internal API of Rails.</summary>
    public Endpoint? InternalApi => Internal(RoleNames.Rails, Ports.Http);

    /// <summary>
    /// Who asks whether Rails is ready through the load balancer: a load balancer of this environment through itself, a Gitaly node
    /// through load_balancer.internal_host, as it pushes. Null where nothing balances.
    /// </summary>
    public Node? AsksThroughBalancer => With(RoleNames.LoadBalancer).FirstOrDefault()
        ?? (Environment.LoadBalancer.InternalHost is null ? null : With(RoleNames.Gitaly).FirstOrDefault(x => !x.Has(RoleNames.Rails)));

    /// <summary>The port of sshd on the nodes, which serves Git over SSH on Rails nodes.</summary>
    public int SshPort => Environment.Connection.Port ?? Ports.Ssh;

    /// <summary>The load balancer's port for Git over SSH: its own sshd listens on one of the two.</summary>
    public int GitSshPort => SshPort == Ports.GitSsh ? Ports.Ssh : Ports.GitSsh;

    /// <summary>The tracking database of Praefect.</summary>
    public Endpoint? PraefectDatabase =>
        With(RoleNames.PraefectPostgres).Select(x => new Endpoint(x.Address, Ports.Postgres)).FirstOrDefault();

    /// <summary>The nodes that have a role, in the order written; empty when no node has it.</summary>
    public ImmutableArray<Node> With(string role) => _byRole.GetValueOrDefault(role, []);

    /// <summary>Whether any node has the role.</summary>
    public bool Has(string role) => _byRole.ContainsKey(role);

    /// <summary>Whether the node is the first of those that have the role: the one that migrates, or starts as primary.</summary>
    public bool IsFirst(Node node, string role) => With(role).FirstOrDefault() == node;

    /// <summary>Whether the gitlab package is installed on the node.</summary>
    public bool RunsPackage(Node node) => node.Roles.Any(x => TraitsOf(x).Upgrade is not null);

    /// <summary>The stage that configures the nodes of a group: the earliest of its roles.</summary>
    public Stage StageOf(NodeGroup group) => group.Roles.Min(x => TraitsOf(x).Stage);

    /// <summary>Whether the nodes of a group run the code that belongs to the schema of the main database.</summary>
    public bool UsesSchema(NodeGroup group) => group.Roles.Any(x => TraitsOf(x).Upgrade is { UsesSchema: true });

    /// <summary>What is known of a role.</summary>
    public RoleTraits TraitsOf(string role) => _traits[role];

    /// <summary>The group of a node.</summary>
    public NodeGroup GroupOf(Node node) => Environment.Groups.First(x => x.Name == node.Group);

    /// <summary>The same without the nodes that are not chosen, for questions that these cannot answer.</summary>
    public Topology Only(Func<Node, bool> chosen) => Nodes.All(chosen)
        ? this
        : new(Environment with { Groups = [.. Environment.Groups.Select(x => x with { Nodes = [.. x.Nodes.Where(chosen)] })] });

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
