using System.Collections.Immutable;
using System.Text;
using GitLabHa.Core;
using GitLabHa.Core.Backups;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;
using GitLabHa.Core.Rehearsing;
using GitLabHa.Remote.Connections;

namespace GitLabHa.Remote.Rehearsing;

/// <summary>Reads what a site has, for a comparison; writes nothing.</summary>
public sealed class SiteReader(Topology topology, Func<Node, IConnection> connect)
{
    private string Name => topology.Environment.Name;

    /// <summary>All that was restored.</summary>
    public async Task<SiteFacts> RestoredAsync(CancellationToken cancellationToken) =>
        new(await RowsAsync([], cancellationToken).ConfigureAwait(false), await RepositoriesAsync(cancellationToken).ConfigureAwait(false));

    /// <summary>The same of the source, as far as it can be compared.</summary>
    public async Task<SourceFacts> SourceAsync(SiteFacts restored, CancellationToken cancellationToken)
    {
        var rows = await RowsAsync(restored.Rows, cancellationToken).ConfigureAwait(false);
        var folders = (await FoldersAsync(cancellationToken).ConfigureAwait(false)).DistinctBy(x => x.Value)
            .ToDictionary(x => x.Value, x => x.Key);
        string Folder(string repository) => folders.GetValueOrDefault(repository, repository);
        var wanted = string.Concat(restored.Repositories.Select(x => RepositoryQuery.Wanted(Folder(x.Key), x.Value)));
        var nodes = await EachAsync(RepositoryQuery.Look, wanted, cancellationToken).ConfigureAwait(false);
        var found = nodes.Select(RepositoryQuery.ParseLook).ToArray();
        return new SourceFacts
        {
            Version = topology.Environment.Version.ToString(),
            Rows = rows,
            Repositories = (await RepositoriesAsync(cancellationToken).ConfigureAwait(false)).Count,
            Missing = restored.Repositories.Keys
                .Select(x =>
                    (Name: x, Here: found.Select(node => node.GetValueOrDefault(Folder(x))).OfType<ImmutableHashSet<string>>().ToArray()))
                .Where(x => x.Here.Length > 0)
                // A replica may be behind; what one of them has is there.
                .ToImmutableDictionary(x => x.Name, x => x.Here.Aggregate((one, other) => one.Intersect(other))),
        };
    }

    /// <summary>Reads an object of a repository; null when no node has it.</summary>
    public async Task<GitObject?> ObjectAsync(string repository, string name, CancellationToken cancellationToken)
    {
        var folder = (await FoldersAsync(cancellationToken).ConfigureAwait(false)).FirstOrDefault(x => x.Value == repository).Key
            ?? repository;
        foreach (var node in topology.With(RoleNames.Gitaly))
        {
            var result = await connect(node).RunAsync(RepositoryQuery.Read(folder, name), cancellationToken).ConfigureAwait(false);
            if (RepositoryQuery.ParseRead(result.Output) is { } read) return read;
        }

        return null;
    }

    private async Task<ImmutableSortedDictionary<string, TableRows>> RowsAsync(
        IEnumerable<KeyValuePair<string, TableRows>> known, CancellationToken cancellationToken)
    {
        var leader = await LeaderAsync(cancellationToken).ConfigureAwait(false);
        return RowQuery.Parse(await AskAsync(leader, RowQuery.Run, RowQuery.UpTo(known), cancellationToken).ConfigureAwait(false));
    }

    private async Task<ImmutableSortedDictionary<string, ImmutableArray<GitRef>>> RepositoriesAsync(CancellationToken cancellationToken)
    {
        var names = await FoldersAsync(cancellationToken).ConfigureAwait(false);
        var nodes = await EachAsync(RepositoryQuery.List, null, cancellationToken).ConfigureAwait(false);
        return nodes.SelectMany(x => RepositoryQuery.ParseList(x, names)).GroupBy(x => x.Key)
            .ToImmutableSortedDictionary(x => x.Key, x => x.SelectMany(y => y.Value).Distinct().ToImmutableArray(), StringComparer.Ordinal);
    }

    private async Task<ImmutableDictionary<string, string>> FoldersAsync(CancellationToken cancellationToken) =>
        topology.With(RoleNames.PraefectPostgres) is [var node, ..]
        ? RepositoryQuery.ParseFolders(await AskAsync(node, RepositoryQuery.Folders, null, cancellationToken).ConfigureAwait(false))
        : ImmutableDictionary<string, string>.Empty;

    private Task<string[]> EachAsync(Command command, string? input, CancellationToken cancellationToken) =>
        Task.WhenAll(topology.With(RoleNames.Gitaly).Select(x => AskAsync(x, command, input, cancellationToken)));

    private async Task<Node> LeaderAsync(CancellationToken cancellationToken)
    {
        var seen = new List<string>();
        foreach (var node in topology.With(RoleNames.Postgres))
        {
            var result = await connect(node).RunAsync(RowQuery.Leads, cancellationToken).ConfigureAwait(false);
            if (result.Output.Trim() == "f") return node;
            seen.Add($"{node.Name}: {(result.Output + result.Error).Trim().Split('\n')[^1]}");
        }

        throw new OperatorException(
            $"no PostgreSQL node of {Name} answers as leader ({string.Join("; ", seen)})",
            Name,
            $"./build.sh Verify --env {Name} says what is wrong.");
    }

    // Whole outputs, of any length.
    private async Task<string> AskAsync(Node node, Command command, string? input, CancellationToken cancellationToken)
    {
        using var output = new MemoryStream();
        using var from = input is null ? null : new MemoryStream(Encoding.UTF8.GetBytes(input));
        var result = await connect(node).PipeAsync(command, from, output, cancellationToken).ConfigureAwait(false);
        if (result.Succeeded) return Encoding.UTF8.GetString(output.ToArray());
        throw new OperatorException(
            $"{command.Display} failed: {result.Error.Trim().Split('\n')[^1]}",
            node.Name,
            $"./build.sh Verify --env {Name} says what is wrong.");
    }
}
