using System.Collections.Immutable;
using System.Globalization;
using GitLabHa.Core.Backups;
using GitLabHa.Core.Commands;

namespace GitLabHa.Core.Rehearsing;

/// <summary>Looks at the repositories on a Gitaly node's disk with its own git, without writing anything.</summary>
public static class RepositoryQuery
{
    // The repository is named, never searched for, so that its owner need not be the one who asks.
    private const string Head = $"""
        git=/opt/gitlab/embedded/bin/git
        GIT_OPTIONAL_LOCKS=0; export GIT_OPTIONAL_LOCKS
        storages=$({BackupCommands.StoragePaths})
        IFS='
        '

        """;

    private const string Find = """
        find_it() { folder=; for storage in $storages; do [ ! -e "$storage/$1/HEAD" ] || folder=$storage/$1; done; [ -n "$folder" ]; }

        """;

    /// <summary>What Praefect's tracking database calls each repository's folder.</summary>
    public static Command Folders { get; } = Command.Shell(
        "gitlab-psql: the repositories that Praefect tracks",
        "exec /opt/gitlab/bin/gitlab-psql -d praefect_production -qtAX -c 'SELECT relative_path, replica_path FROM repositories' "
            + "</dev/null") with
    { Timeout = TimeSpan.FromMinutes(10) };

    /// <summary>Prints every repository with its refs.</summary>
    public static Command List { get; } = Command.Shell(
        "git for-each-ref in every repository",
        Head + EmbeddedScript.Of(typeof(RepositoryQuery), "list-repositories.sh")) with
    { Timeout = TimeSpan.FromHours(6) };

    /// <summary>Reads repositories, and objects of each; prints the repositories that are here, and the objects that are not.</summary>
    public static Command Look { get; } = Command.Shell(
        "git cat-file --batch-check in every repository",
        Head + Find + EmbeddedScript.Of(typeof(RepositoryQuery), "look-for-objects.sh")) with
    { Timeout = TimeSpan.FromHours(6) };

    /// <summary>Reads an object: of a commit its first file.</summary>
    public static Command Read(string folder, string name) => Command.Shell(
        "git cat-file",
        Head + Find + EmbeddedScript.Of(typeof(RepositoryQuery), "read-object.sh"),
        folder,
        name);

    /// <summary>What <see cref="Look"/> reads for a repository.</summary>
    public static string Wanted(string folder, IEnumerable<GitRef> refs) =>
        $"repository {folder}\n" + string.Concat(refs.Select(x => x.Target).Distinct().Select(x => x + "\n"));

    /// <summary>From what Praefect calls a folder to what GitLab calls the repository.</summary>
    public static ImmutableDictionary<string, string> ParseFolders(string output) =>
        Lines(output).Select(x => x.Split('|')).Where(x => x.Length == 2)
        .DistinctBy(x => x[1]).ToImmutableDictionary(x => x[1], x => x[0]);

    /// <summary>The repositories of a node and their refs; one without refs is there, too.</summary>
    public static ImmutableSortedDictionary<string, ImmutableArray<GitRef>> ParseList(
        string output, IReadOnlyDictionary<string, string> names) => ParseBlocks(output)
        .Select(x => (Name: names.GetValueOrDefault(x.Folder, x.Folder), x.Lines)).DistinctBy(x => x.Name)
        .ToImmutableSortedDictionary(
            x => x.Name, x => x.Lines.Select(line => Ref(x.Name, line)).OfType<GitRef>().ToImmutableArray(), StringComparer.Ordinal);

    /// <summary>The folders that are here, with the objects that are not.</summary>
    public static ImmutableDictionary<string, ImmutableHashSet<string>> ParseLook(string output) => ParseBlocks(output)
        .ToImmutableDictionary(
            x => x.Folder,
            x => x.Lines.Where(line => line.StartsWith("missing ", StringComparison.Ordinal)).Select(line => line[8..])
                .ToImmutableHashSet());

    /// <summary>The object that was read, or null.</summary>
    public static GitObject? ParseRead(string output) =>
        output.Trim().Split(' ') is [var id, var type, var bytes, { Length: 64 } hash]
            && long.TryParse(bytes, CultureInfo.InvariantCulture, out var length)
            ? new GitObject(id, type, length, hash) : null;

    private static List<(string Folder, List<string> Lines)> ParseBlocks(string output)
    {
        var blocks = new List<(string Folder, List<string> Lines)>();
        foreach (var line in Lines(output))
            if (line.StartsWith("repository ", StringComparison.Ordinal)) blocks.Add((line[11..], []));
            else if (blocks.Count > 0) blocks[^1].Lines.Add(line);
        return blocks;
    }

    private static GitRef? Ref(string repository, string line) =>
        line.Split(' ', 3) is [var target, var time, var name]
            ? new GitRef(repository, target, long.TryParse(time, CultureInfo.InvariantCulture, out var seconds) ? seconds : 0, name) : null;

    private static string[] Lines(string text) => text.Split('\n', StringSplitOptions.RemoveEmptyEntries);
}
