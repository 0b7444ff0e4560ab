using System.Globalization;
using System.Text.RegularExpressions;

namespace GitLabHa.Core.Model;

/// <summary>A GitLab version such as 18.2.8.</summary>
public readonly partial record struct GitLabVersion(int Major, int Minor, int Patch) : IComparable<GitLabVersion>
{
    /// <summary>The oldest version that is rendered and tested.</summary>
    public static readonly GitLabVersion Oldest = new(16, 6, 0);

    /// <summary>The newest minor whose settings are known.</summary>
    public static readonly GitLabVersion Newest = new(19, 3, 0);

    /// <summary>Reads MAJOR.MINOR.PATCH.</summary>
    public static bool TryParse(string text, out GitLabVersion version)
    {
        version = default;
        var match = Pattern().Match(text);
        if (!match.Success) return false;
        int Number(int group) => int.Parse(match.Groups[group].ValueSpan, CultureInfo.InvariantCulture);
        version = new GitLabVersion(Number(1), Number(2), Number(3));
        return true;
    }

    /// <summary>Reads MAJOR.MINOR.PATCH, or throws <see cref="FormatException"/>.</summary>
    public static GitLabVersion Parse(string text) =>
        TryParse(text, out var version) ? version : throw new FormatException($"'{text}' is not a version such as 18.2.8");

    /// <summary>MAJOR.MINOR.</summary>
    public string MinorText => $"{Major}.{Minor}";

    /// <summary>Whether both are patches of one minor.</summary>
    public bool IsOf(GitLabVersion minor) => (Major, Minor) == (minor.Major, minor.Minor);

    /// <summary>Whether this is MAJOR.MINOR or later.</summary>
    public bool AtLeast(int major, int minor) => (Major, Minor).CompareTo((major, minor)) >= 0;

    /// <inheritdoc />
    public int CompareTo(GitLabVersion other) => (Major, Minor, Patch).CompareTo((other.Major, other.Minor, other.Patch));

    /// <summary>Earlier.</summary>
    public static bool operator <(GitLabVersion left, GitLabVersion right) => left.CompareTo(right) < 0;

    /// <summary>Later.</summary>
    public static bool operator >(GitLabVersion left, GitLabVersion right) => left.CompareTo(right) > 0;

    /// <summary>Earlier or equal.</summary>
    public static bool operator <=(GitLabVersion left, GitLabVersion right) => left.CompareTo(right) <= 0;

    /// <summary>Later or equal.</summary>
    public static bool operator >=(GitLabVersion left, GitLabVersion right) => left.CompareTo(right) >= 0;

    /// <inheritdoc />
    public override string ToString() => $"{Major}.{Minor}.{Patch}";

    [GeneratedRegex(@"\A(\d{1,3})\.(\d{1,3})\.(\d{1,3})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Pattern();
}
