using System.Collections.Immutable;
using GitLabHa.Core.Desired;

namespace GitLabHa.Core.Model;

/// <summary>
/// What is known of a role before there is an environment. The loader, the order of upgrades and the topology ask it, so that none of
/// them keeps a table of roles. Every member is required: a role that leaves one out does not compile.
/// </summary>
public sealed record RoleTraits
{
    /// <summary>The name in role definitions.</summary>
    public required string Name { get; init; }

    /// <summary>One sentence for --help and the documentation.</summary>
    public required string Description { get; init; }

    /// <summary>The stage that brings it up.</summary>
    public required Stage Stage { get; init; }

    /// <summary>How it takes another version of GitLab's package; null: it does not need the package.</summary>
    public required RoleUpgrade? Upgrade { get; init; }

    /// <summary>The roles that an environment with this role must have as well.</summary>
    public required ImmutableArray<string> Needs { get; init; }

    /// <summary>How many nodes may have it.</summary>
    public required NodeCount Count { get; init; }

    /// <summary>
    /// The data that only its nodes have, such as "the main database": one that runs must always stay. Null: it keeps none.
    /// </summary>
    public required string? Keeps { get; init; }

    /// <summary>The program that the package gitlab-ce lacks; null: both editions run the role.</summary>
    public required string? EnterpriseProgram { get; init; }

    /// <summary>Whether clients reach several nodes of it through a load balancer only.</summary>
    public required bool Balanced { get; init; }

    /// <summary>What its first start waits for, which roles of an earlier stage on its node would precede; null: for nothing.</summary>
    public required FirstStart? WaitsFor { get; init; }

    /// <summary>The roles that cannot share a node with it for a reason other than a port, and the reason.</summary>
    public required ImmutableArray<(string Role, string Why)> NotBeside { get; init; }

    /// <summary>
    /// The ports that its programs listen on. Source: https://docs.gitlab.com/administration/package_information/defaults/
    /// </summary>
    public required ImmutableArray<Listener> Listeners { get; init; }

    /// <summary>The first port that programs of both roles listen on, and those programs; null when there is none.</summary>
    public (int Port, string First, string Second)? PortClash(RoleTraits other)
    {
        var theirs = other.Listeners.SelectMany(x => x.Ports.Select(port => (port, x.Program))).ToDictionary(x => x.port, x => x.Program);
        foreach (var (program, ports) in Listeners.Select(x => (x.Program, x.Ports)))
            foreach (var port in ports)
                if (theirs.TryGetValue(port, out var second)) return (port, program, second);
        return null;
    }
}

/// <summary>A program of a role, and the TCP ports that it listens on.</summary>
public sealed record Listener(string Program, params ImmutableArray<int> Ports);

/// <summary>What a role waits for when it starts for the first time.</summary>
/// <param name="Why">What it does then, as a sentence: "Praefect migrates its tracking database".</param>
/// <param name="Beside">The role that brings it along on the same node; null: none does.</param>
public sealed record FirstStart(string Why, string? Beside);

/// <summary>How a role takes another version.</summary>
/// <param name="Rank">
/// Its place among the roles, the lowest first. Source: https://docs.gitlab.com/update/zero_downtime/
/// </param>
/// <param name="StopsAlone">Whether the site misses it while its only node is upgraded.</param>
/// <param name="UsesSchema">Whether it runs the code that belongs to the schema of the main database.</param>
public sealed record RoleUpgrade(int Rank, bool StopsAlone, bool UsesSchema = false);

/// <summary>How many nodes a role may have. Source: https://docs.gitlab.com/administration/reference_architectures/3k_users/</summary>
public sealed record NodeCount
{
    /// <summary>Any number, in any number of groups.</summary>
    public static NodeCount Any { get; } = new();

    /// <summary>The program whose majority decides: the count is odd. Null: none does.</summary>
    public string? Voters { get; init; }

    /// <summary>Why all of its nodes are in one group; null: they need not be.</summary>
    public string? OneGroup { get; init; }

    /// <summary>Whether one node is refused in an environment with several Consul servers: it cannot fail over.</summary>
    public bool FailsOver { get; init; }

    /// <summary>Why there is one node; null: there may be more.</summary>
    public string? One { get; init; }

    /// <summary>Why several nodes need load_balancer.internal_host; null: they do not.</summary>
    public string? SharesAddress { get; init; }
}
