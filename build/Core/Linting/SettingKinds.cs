using System.Globalization;
using System.Text.Json;
using GitLabHa.Core.Model;

namespace GitLabHa.Core.Linting;

/// <summary>
/// The kinds of value that Omnibus' own defaults and the examples of its template show for a setting. A setting without either
/// has none. <c>NAME@18.7</c> has the kind from that minor on.
/// </summary>
internal static class SettingKinds
{
    private static readonly Lazy<Dictionary<string, List<(ValueKind Kind, int Major, int Minor)>>> Loaded = new(Load);

    /// <summary>The kinds of a setting in a version; None when nothing is known.</summary>
    public static ValueKind Of(string path, GitLabVersion version) => Loaded.Value.TryGetValue(path, out var kinds)
        ? kinds.Where(x => version.AtLeast(x.Major, x.Minor)).Aggregate(ValueKind.None, (all, x) => all | x.Kind)
        : ValueKind.None;

    private static Dictionary<string, List<(ValueKind, int, int)>> Load()
    {
        using var stream = typeof(SettingKinds).Assembly.GetManifestResourceStream("kinds.json")
            ?? throw new InvalidOperationException("kinds.json is not embedded");
        using var json = JsonDocument.Parse(stream);
        var kinds = new Dictionary<string, List<(ValueKind, int, int)>>();
        foreach (var kind in json.RootElement.EnumerateObject())
            foreach (var entry in kind.Value.EnumerateArray())
                Add(kinds, Enum.Parse<ValueKind>(kind.Name, ignoreCase: true), entry.GetString()!);
        return kinds;
    }

    private static void Add(Dictionary<string, List<(ValueKind, int, int)>> kinds, ValueKind kind, string entry)
    {
        var (path, major, minor) = (entry, 0, 0);
        if (entry.Split('@') is [var name, var since])
        {
            var numbers = since.Split('.').Select(x => int.Parse(x, CultureInfo.InvariantCulture)).ToArray();
            (path, major, minor) = (name, numbers[0], numbers[1]);
        }

        if (!kinds.TryGetValue(path, out var known)) kinds[path] = known = [];
        known.Add((kind, major, minor));
    }
}
