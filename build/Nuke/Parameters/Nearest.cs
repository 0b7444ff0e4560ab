namespace Nuke.Common.Parameters;

/// <summary>Finds the word that was probably meant.</summary>
internal static class Nearest
{
    public static string Hint(string word, IReadOnlyCollection<string> valid) =>
        Word(word, valid) is { } near ? $" Did you mean '{near}'?" : "";

    public static string? Word(string word, IReadOnlyCollection<string> valid)
    {
        var limit = Math.Max(2, word.Length / 3);
        return valid.Select(candidate => (Word: candidate, Distance: Distance(word.ToLowerInvariant(), candidate.ToLowerInvariant())))
            .Where(candidate => candidate.Distance <= limit && candidate.Distance < Math.Max(word.Length, candidate.Word.Length))
            .OrderBy(candidate => candidate.Distance).FirstOrDefault().Word;
    }

    /// <summary>Counts insertions, deletions, changes and swaps of neighbours (Damerau-Levenshtein, each part changed once).</summary>
    public static int Distance(string a, string b)
    {
        var d = new int[a.Length + 1, b.Length + 1];
        for (var i = 0; i <= a.Length; i++) d[i, 0] = i;
        for (var j = 0; j <= b.Length; j++) d[0, j] = j;
        for (var i = 1; i <= a.Length; i++)
            for (var j = 1; j <= b.Length; j++)
            {
                var change = d[i - 1, j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
                d[i, j] = Math.Min(Math.Min(d[i - 1, j], d[i, j - 1]) + 1, change);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) d[i, j] = Math.Min(d[i, j], d[i - 2, j - 2] + 1);
            }
        return d[a.Length, b.Length];
    }
}
