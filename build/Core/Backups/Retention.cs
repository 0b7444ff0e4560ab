using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace GitLabHa.Core.Backups;

/// <summary>
/// Which backups stay: the newest of each of the last so many days, weeks and months that have one. Gaps do not count, so a
/// site whose backups stopped keeps what it has; and the newest one always stays.
/// </summary>
/// <param name="Days">How many days, by UTC.</param>
/// <param name="Weeks">How many ISO weeks.</param>
/// <param name="Months">How many months.</param>
public sealed partial record Retention(int Days, int Weeks, int Months)
{
    /// <summary>What the text must look like.</summary>
    public const string Expected = "numbers of days, weeks and months such as 7d,4w,6m";

    /// <summary>Reads a text such as 7d,4w,6m, or gives null.</summary>
    public static Retention? Parse(string text)
    {
        var counts = new Dictionary<char, int>();
        foreach (var part in text.Split(','))
            if (!Part().IsMatch(part)
                || !counts.TryAdd(part[^1], int.Parse(part.AsSpan(0, part.Length - 1), CultureInfo.InvariantCulture))) return null;
        return new Retention(counts.GetValueOrDefault('d'), counts.GetValueOrDefault('w'), counts.GetValueOrDefault('m'));
    }

    /// <summary>The times that stay.</summary>
    public ImmutableHashSet<DateTimeOffset> Keep(IEnumerable<DateTimeOffset> times)
    {
        var newestFirst = times.Distinct().OrderDescending().ToArray();
        return
        [
            .. newestFirst.Take(1),
            .. Newest(newestFirst, Days, x => (x.Year, x.DayOfYear)),
            .. Newest(newestFirst, Weeks, x => (ISOWeek.GetYear(x), ISOWeek.GetWeekOfYear(x))),
            .. Newest(newestFirst, Months, x => (x.Year, x.Month)),
        ];
    }

    private static IEnumerable<DateTimeOffset> Newest(
        IEnumerable<DateTimeOffset> newestFirst, int count, Func<DateTime, (int, int)> period) =>
        newestFirst.DistinctBy(x => period(x.UtcDateTime)).Take(count);

    [GeneratedRegex(@"\A[1-9][0-9]{0,3}[dwm]\z", RegexOptions.CultureInvariant)]
    private static partial Regex Part();
}
