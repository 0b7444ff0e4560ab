namespace GitLabHa.Core.Loading;

/// <summary>Finds the word that was probably meant, by Damerau-Levenshtein distance (optimal string alignment).</summary>
public static class Nearest
{
    /// <summary>The nearest candidate, or null when none is near enough to be a typing error.</summary>
    public static string? To(string word, IEnumerable<string> candidates)
    {
        var limit = Math.Max(1, word.Length / 3);
        string? best = null;
        foreach (var candidate in candidates)
        {
            if (Math.Abs(candidate.Length - word.Length) > limit) continue;
            var distance = Distance(word, candidate);
            if (distance > limit || (distance == limit && best is not null)) continue;
            (best, limit) = (candidate, distance);
        }

        return best;
    }

    /// <summary><c>; did you mean X?</c>, or the list of valid words when none is near.</summary>
    public static string Hint(string word, IReadOnlyCollection<string> candidates) =>
        To(word, candidates) is { } nearest ? $"; did you mean {nearest}?" : $"; expected one of {string.Join(", ", candidates)}";

    internal static int Distance(string a, string b)
    {
        var (beforeLast, last, row) = (new int[b.Length + 1], new int[b.Length + 1], new int[b.Length + 1]);
        for (var j = 0; j <= b.Length; j++) last[j] = j;
        for (var i = 1; i <= a.Length; i++)
        {
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = Same(a[i - 1], b[j - 1]) ? 0 : 1;
                row[j] = Math.Min(Math.Min(row[j - 1] + 1, last[j] + 1), last[j - 1] + cost);
                if (i > 1 && j > 1 && Same(a[i - 1], b[j - 2]) && Same(a[i - 2], b[j - 1]))
                    row[j] = Math.Min(row[j], beforeLast[j - 2] + 1);
            }

            (beforeLast, last, row) = (last, row, beforeLast);
        }

        return last[b.Length];
    }

    // A dash instead of an underscore, or a capital, does not count: all valid words are in lower case with underscores.
    private static bool Same(char a, char b) => Folded(a) == Folded(b);

    private static char Folded(char x) => x == '-' ? '_' : char.ToLowerInvariant(x);
}
