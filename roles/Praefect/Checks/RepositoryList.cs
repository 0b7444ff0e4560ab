using System.Collections.Immutable;
using System.Globalization;
using GitLabHa.Core.Checks;

namespace GitLabHa.Roles.Checks;

/// <summary>How many repositories a database knows, and those with the lowest hashes of their paths, in that order.</summary>
internal sealed record RepositoryList(long Count, ImmutableSortedDictionary<string, string> Sample)
{
    /// <summary>Reads "COUNTED number" and "LISTED hash path" lines; null when there is no number.</summary>
    public static RepositoryList? Read(IReadOnlyCollection<string> lines, string counted, string listed)
    {
        var words = lines.Select(x => x.Split(' ')).ToArray();
        var count = words.Where(x => x.Length == 2 && x[0] == counted).Select(x => x[1]).FirstOrDefault();
        if (!long.TryParse(count, CultureInfo.InvariantCulture, out var number)) return null;
        var sample = words.Where(x => x.Length == 3 && x[0] == listed).DistinctBy(x => x[1]);
        return new RepositoryList(number, sample.ToImmutableSortedDictionary(x => x[1], x => x[2], StringComparer.Ordinal));
    }

    /// <summary>What the other one knows and this one does not, as far as the hashes go that this one lists.</summary>
    public ImmutableArray<string> Lacks(RepositoryList other)
    {
        var last = Sample.Count < Count ? Sample.Keys.LastOrDefault() : null;
        return [.. other.Sample.Where(x => (last is null || string.CompareOrdinal(x.Key, last) <= 0) && !Sample.ContainsKey(x.Key))
            .Select(x => x.Value)];
    }
}
