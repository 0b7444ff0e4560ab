using System.Collections.Immutable;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;

namespace GitLabHa.Core.Observing;

/// <summary>What one round trip to a node found.</summary>
public sealed record NodeObservation
{
    /// <summary>The node.</summary>
    public required Node Node { get; init; }

    /// <summary>Why the node could not be asked, or null when it answered.</summary>
    public string? Unreachable { get; init; }

    /// <summary>Installed versions by package name, e.g. gitlab-ee → 18.2.8-ee.0; absent packages are not in it.</summary>
    public ImmutableDictionary<string, string> Packages { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>The managed and the shared files by path; the content of shared files never leaves the node here.</summary>
    public ImmutableDictionary<string, FileState> Files { get; init; } = ImmutableDictionary<string, FileState>.Empty;

    /// <summary>Services by name as <c>gitlab-ctl status</c> has them: true when it runs.</summary>
    public ImmutableDictionary<string, bool> Services { get; init; } = ImmutableDictionary<string, bool>.Empty;

    /// <summary>For each <see cref="Ensure"/> by title: whether it is so already.</summary>
    public ImmutableDictionary<string, bool> Ensured { get; init; } = ImmutableDictionary<string, bool>.Empty;

    /// <summary>What the node's record of its last run says, or null when it has none.</summary>
    public Mark? Mark { get; init; }

    /// <summary>
    /// Which run changed the site without a healthy Verify since, in words; null when none did, as far as this node knows.
    /// </summary>
    public string? Unverified { get; init; }

    /// <summary>The nodes of the site as the node knows them, or null when it keeps no record of them.</summary>
    public SiteRecord? Record { get; init; }

    /// <summary>Whether its disk holds a database of GitLab, of whatever version.</summary>
    public bool HasData { get; init; }

    /// <summary>Whether a file that this tool wrote is on it: one as it is wanted, or one whose first line says so.</summary>
    public bool HasOurFiles { get; init; }

    /// <summary>
    /// Whether the node is, or was, in service. Its record says so; without one, a package with services set up or with a database
    /// says so too, and on a node without the package a file that this tool wrote.
    /// </summary>
    public bool Runs =>
        Mark is { } mark ? !mark.IsFirstRun : (IsInstalled && (HasData || !Services.IsEmpty)) || (!IsInstalled && HasOurFiles);

    private bool IsInstalled => Packages.Keys.Any(x => x.StartsWith("gitlab-", StringComparison.Ordinal));

    /// <summary>The Gitaly storages that its Gitaly or its Praefect is configured with; empty when it runs neither.</summary>
    public ImmutableArray<StorageInUse> Storages { get; init; } = [];

    /// <summary>The Redis master this node's Sentinel names, or null when it runs none or names none.</summary>
    public string? RedisMaster { get; init; }

    /// <summary>The PostgreSQL leader this node's Patroni names, or null when it runs none or names none.</summary>
    public string? PostgresLeader { get; init; }

    /// <summary>Kibibytes free where packages are kept, unpacked and have their data: the least of these.</summary>
    public long? FreeKiB { get; init; }

    /// <summary>Inodes free there; null also where the file systems make them as needed.</summary>
    public long? FreeInodes { get; init; }

    /// <summary>
    /// The same with the content of the files that are as they are wanted on a fresh environment: a node hands content back only
    /// where it differs from that. After a failover another content is wanted, and what was found may be exactly the fresh one.
    /// </summary>
    public NodeObservation WithContentOf(DesiredNode fresh)
    {
        var files = fresh.Files.ToDictionary(x => x.Path);
        FileState Known(string path, FileState state) =>
            state is FileState.Present { Content: null } found && files.TryGetValue(path, out var file)
                && file.Content.Sha256 == found.Sha256
                ? found with { Content = file.Content.Masked }
                : state;
        return this with { Files = Files.ToImmutableDictionary(x => x.Key, x => Known(x.Key, x.Value)) };
    }
}
