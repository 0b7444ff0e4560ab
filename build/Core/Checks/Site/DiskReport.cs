using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace GitLabHa.Core.Checks.Site;

/// <summary>Reads what df -Pk and df -Pi print, and which file systems are mounted read-only.</summary>
internal static partial class DiskReport
{
    /// <summary>A file system; no inodes are known of one that makes them as needed.</summary>
    internal sealed record Mount(string Path, int Used, int? InodesUsed, bool ReadOnly);

    /// <summary>The file systems of one answer.</summary>
    internal static ImmutableArray<Mount> Read(string output)
    {
        var sections = Heading().Split(output);
        var (space, inodes, readOnly) = (Section(sections, "space"), Section(sections, "inodes"), Section(sections, "read-only"));
        var used = Rows(inodes).Where(x => x.Total > 0).DistinctBy(x => x.Path).ToDictionary(x => x.Path, x => x.Percent);
        var closed = readOnly.Split('\n').Select(x => x.Trim().Replace("\\040", " ", StringComparison.Ordinal)).ToHashSet();
        return [.. Rows(space).DistinctBy(x => x.Path)
            .Select(x =>
                new Mount(x.Path, x.Percent, used.TryGetValue(x.Path, out var percent) ? percent : null, closed.Contains(x.Path)))];
    }

    private static string Section(string[] sections, string name)
    {
        var at = Array.IndexOf(sections, name);
        return at < 0 ? "" : sections[at + 1];
    }

    // "-" means that the file system does not know it; btrfs and some network file systems have 0 inodes.
    private static IEnumerable<(string Path, long Total, int Percent)> Rows(string text) => Row().Matches(text).Select(x => (
        x.Groups["path"].Value.TrimEnd(),
        long.TryParse(x.Groups["total"].ValueSpan, CultureInfo.InvariantCulture, out var total) ? total : 0,
        int.TryParse(x.Groups["percent"].ValueSpan, CultureInfo.InvariantCulture, out var percent) ? percent : 0));

    [GeneratedRegex(@"^== (\S+)\r?$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    // From the right: the name of a device may hold blanks, and so may the path.
    [GeneratedRegex(@"^\S.*? +(?<total>\d+|-) +(\d+|-) +(-?\d+|-) +(?<percent>\d{1,3}|-)%? +(?<path>/[^\r\n]*)", RegexOptions.Multiline)]
    private static partial Regex Row();
}
