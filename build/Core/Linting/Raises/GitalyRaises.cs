using System.Globalization;
using System.Text.RegularExpressions;
using GitLabHa.Core.Rendering;

namespace GitLabHa.Core.Linting.Raises;

/// <summary>Gitaly's storages, its timeout and its old gitconfig.</summary>
internal static partial class GitalyRaises
{
    private const string Storages = "gitaly.configuration.storage";
    private const string Grace = "gitaly.configuration.graceful_restart_timeout";
    private static readonly string[] Units = ["ms", "s", "m", "h", "d"];

    public static readonly RaiseRule[] All =
    [
        new(SharedPaths) { Since = (17, 0) },
        RaiseRule.When(
            Storages,
            x => x.Enabled("gitaly") && x.List(Storages).OfType<RubyMap>().Any(y => NodeSettings.Text(y["path"]) is null),
            "every storage needs a name and a path") with { Since = (17, 0) },
        RaiseRule.When(Grace, x => x.Enabled("gitaly") && x.Is(Grace) && !IsDuration(x.Text(Grace)),
            "expected a duration above zero with units of ms, s, m, h or d, such as 1m") with { Since = (18, 8) },
        new(GitConfig) { Until = (18, 1) },
    ];

    private static IEnumerable<(string Key, string Message)> SharedPaths(NodeSettings x) => !x.Enabled("gitaly")
        ? []
        : Paths(x).GroupBy(y => y.Path, y => (y.Key, y.Name)).Where(y => y.Count() > 1).Select(y => (
            y.First().Key,
            $"{string.Join(" and ", y.Select(z => z.Name))} share the path {y.Key}: give each storage a separate directory"));

    private static IEnumerable<(string Key, string Name, string Path)> Paths(NodeSettings x)
    {
        if (x[Storages] is not null)
            return x.List(Storages).OfType<RubyMap>()
                .Where(y => NodeSettings.Text(y["path"]) is not null)
                .Select(y => (Storages, Name(y["name"]), Clean(NodeSettings.Text(y["path"])!)));
        // Since 17.8 a storage without a path is a storage of another node.
        var old = !x.Version.AtLeast(17, 8);
        var dirs = old || (x["git_data_dirs"] is not null && !x.Version.AtLeast(18, 0));
        var key = dirs ? "git_data_dirs" : "gitlab_rails.repositories_storages";
        return x.Map(key).Where(y => old || (y.Value as RubyMap)?["path"] is RubyString)
            .Select(y => (key, y.Key, Clean(NodeSettings.Text((y.Value as RubyMap)?["path"]) ?? "/var/opt/gitlab/git-data")));
    }

    private static string Name(RubyValue? name) => name is RubyString text ? text.Text.Masked : "?";

    // The path on the disk; links are not resolved, since only the node can do that.
    private static string Clean(string path) =>
        "/" + string.Join('/', path.Split('/', StringSplitOptions.RemoveEmptyEntries).Where(x => x != "."));

    private static bool IsDuration(string? text)
    {
        if (text is null) return false;
        var sum = Quantity().Matches(text).TakeWhile(x => Units.Contains(x.Groups["unit"].Value))
            .Sum(x => double.Parse(x.Groups["quantity"].ValueSpan, CultureInfo.InvariantCulture));
        return sum > 0 || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _);
    }

    private static IEnumerable<(string Key, string Message)> GitConfig(NodeSettings x) => x["gitaly.configuration.git.config"] is not null
        ? []
        : x.Map("omnibus_gitconfig.system")
            .Where(y => y.Value is not RubyList list || list.Items.Any(z => NodeSettings.Text(z)?.Contains('=') != true))
            .Select(y => ($"omnibus_gitconfig.system.{y.Key}", "expected a list of entries of the form key=value"));

    [GeneratedRegex(@"(?<quantity>\d+(?:\.\d+)?)(?<unit>[a-zA-Z]+)", RegexOptions.CultureInvariant | RegexOptions.ECMAScript)]
    private static partial Regex Quantity();
}
