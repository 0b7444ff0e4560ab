using System.Collections.Immutable;
using GitLabHa.Core.Model;

namespace GitLabHa.Core.Upgrading.Postgres;

/// <summary>The nodes that hold one database: the main one under Patroni, or a PostgreSQL alone.</summary>
/// <param name="Role">The role that makes them one.</param>
/// <param name="Nodes">What was found on them.</param>
public sealed record DatabaseCluster(string Role, ImmutableArray<DatabaseNode> Nodes)
{
    /// <summary>Whether Patroni runs it.</summary>
    public bool HasPatroni => Role == RoleNames.Postgres;

    /// <summary>
    /// The node whose data the others take: who has the new ones already, else who leads. Null when no node does: what to copy
    /// is never guessed.
    /// </summary>
    public DatabaseNode? Source(int major) =>
        Nodes.Where(x => x.Is(major)).OrderByDescending(x => x.Leads).FirstOrDefault()
            ?? (HasPatroni ? Nodes.FirstOrDefault(x => x.Leads) : Nodes.FirstOrDefault());

    /// <summary>The nodes that take the data of the source.</summary>
    public IEnumerable<DatabaseNode> Replicas(int major) => Nodes.Where(x => x != Source(major));

    /// <summary>The majors that are found.</summary>
    public IEnumerable<int> Majors => Nodes.Select(x => x.Data).OfType<int>().Distinct().Order();

    /// <summary>
    /// The major that an upgrade under way goes to: as a mark says, or as programs do that are ahead of data or of each other.
    /// </summary>
    public int? GoesTo => Nodes.Select(x => x.GoesTo).FirstOrDefault(x => x is not null)
        ?? (Nodes.Any(x => x.Programs > x.Data) || Nodes.Select(x => x.Programs).Distinct().Count() > 1
            ? Nodes.Max(x => x.Programs) : null);

    /// <summary>The clusters of a site from what was found.</summary>
    public static ImmutableArray<DatabaseCluster> Of(Topology topology, IReadOnlyCollection<DatabaseNode> found) =>
    [
        .. from role in new[] { RoleNames.Postgres, RoleNames.PraefectPostgres }
           where topology.Has(role)
           select new DatabaseCluster(role, [.. topology.With(role).Select(node => found.First(x => x.Node == node))]),
    ];
}
