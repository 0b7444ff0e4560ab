using System.Collections.Immutable;
using GitLabHa.Core.Model;

namespace GitLabHa.Core.Backups;

/// <summary>Everything that makes one restorable whole. It is written last: what has no manifest is no backup.</summary>
public sealed record BackupManifest
{
    /// <summary>The file's name.</summary>
    public const string FileName = "manifest.json";

    /// <summary>The backup; see <see cref="BackupId"/>.</summary>
    public required string Id { get; init; }

    /// <summary>The environment it was made of.</summary>
    public required string Environment { get; init; }

    /// <summary>The GitLab version; only the very same one can restore it.</summary>
    public required string Version { get; init; }

    /// <summary>The edition, ee or ce.</summary>
    public required string Edition { get; init; }

    /// <summary>When it began.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>When the last part was complete.</summary>
    public required DateTimeOffset Finished { get; init; }

    /// <summary>The address of the PostgreSQL leader that was dumped.</summary>
    public required string DatabaseHost { get; init; }

    /// <summary>How many repositories are in it.</summary>
    public required int Repositories { get; init; }

    /// <summary>Whether Gitaly keeps the repositories in a bucket of its own, and this backup only their names.</summary>
    public bool ServerSide { get; init; }

    /// <summary>The object storage's buckets by type; their content is not in the backup.</summary>
    public ImmutableSortedDictionary<string, string> Buckets { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Its files.</summary>
    public required ImmutableArray<BackupPart> Parts { get; init; }

    /// <summary>The length of all files, in bytes.</summary>
    public long Bytes => Parts.Sum(x => x.Bytes);

    /// <summary>The part of that name, whether encrypted or not.</summary>
    public BackupPart Part(string path) =>
        Parts.FirstOrDefault(x => x.Path == path || x.Path == path + ".age") ?? throw new OperatorException(
        $"The backup {Id} has no part {path}.", FileName, "Take another backup: ./build.sh Backups lists them.");

    /// <summary>Refuses another version or edition than the one that runs: GitLab restores no other.</summary>
    public void RequireSame(GitLabEnvironment environment)
    {
        var edition = environment.Edition.ToString().ToLowerInvariant();
        if (Version == environment.Version.ToString() && Edition == edition) return;
        throw new OperatorException(
            $"The backup {Id} is of GitLab {Version}-{Edition}, and {environment.Name} runs {environment.Version}-{edition}: only the "
                + "very same version and edition can restore it.",
            $"environments/{environment.Name}/environment.yml: gitlab.version",
            $"Deploy an environment with {Version}-{Edition}, restore there, and upgrade then; or take a backup of "
                + $"{environment.Version}-{edition}.");
    }
}
