using System.Collections.Immutable;

namespace GitLabHa.Core.Rehearsing;

/// <summary>What a restored site has.</summary>
/// <param name="Rows">Rows by table.</param>
/// <param name="Repositories">Refs by repository.</param>
public sealed record SiteFacts(
    ImmutableSortedDictionary<string, TableRows> Rows, ImmutableSortedDictionary<string, ImmutableArray<GitRef>> Repositories)
{
    /// <summary>How many rows it has.</summary>
    public long RowCount => Rows.Values.Sum(x => x.Count);

    /// <summary>How many refs it has.</summary>
    public int RefCount => Repositories.Values.Sum(x => x.Length);

    /// <summary>The newest ref of a repository that will do, or null.</summary>
    public GitRef? Newest(Func<string, bool> willDo) => Repositories.Where(x => willDo(x.Key)).SelectMany(x => x.Value).MaxBy(x => x.Time);
}
