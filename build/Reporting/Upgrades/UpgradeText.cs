using GitLabHa.Core.Linting;
using GitLabHa.Core.Model;
using GitLabHa.Core.Upgrading;

namespace GitLabHa.Reporting.Upgrades;

/// <summary>The words of an upgrade path, for all forms of its report.</summary>
internal static class UpgradeText
{
    /// <summary>The path in a line.</summary>
    public static string Title(UpgradePath path) =>
        $"{path.Topology.Environment.Name}: GitLab {path.From} to {path.To} in {Count(path.Hops.Length, "hop")}, "
        + (path.ZeroDowntime ? "one minor at a time" : "from stop to stop, with downtime");

    /// <summary>What the settings need, in a line.</summary>
    public static string Summary(UpgradePath path)
    {
        var news = path.Hops.SelectMany(x => News(path, x)).ToLookup(x => x.Finding.Severity);
        return path.Hops.All(x => x.Settings is null) ? "No settings were checked."
            : news.Count == 0 ? "No version on the way refuses or deprecates a setting of this environment."
            : $"{Count(news[Severity.Error].Count(), "setting")} to fix on the way, {Count(news[Severity.Warning].Count(), "warning")}";
    }

    /// <summary>The hops and the stops that they leave out, by version.</summary>
    public static IEnumerable<UpgradeRow> Rows(UpgradePath path) => path.Hops
        .Select((x, i) => new UpgradeRow(
            i + 1,
            x.To,
            x.Why,
            (x.Release.MinPostgres is { } least ? $"{least} or later" : "")
                + (x.Release.Postgres.IsEmpty ? "" : $"; brings {string.Join(", ", x.Release.Postgres)}"),
            x.Release.MinFrom is { } from ? $"over {from.MinorText} or later" : ""))
        .Concat(path.Conditional.Select(
            x => new UpgradeRow(null, x.Version, x.Needed is null ? $"if {x.If}" : $"not needed: only with {x.If}")))
        .OrderBy(x => x.Version);

    /// <summary>The remarks on a hop; a finding is shown at the first hop that has it.</summary>
    public static IReadOnlyList<UpgradeRemark> Remarks(UpgradePath path, UpgradeHop hop) =>
    [
        .. hop.Postgres is { } move
            ? [new UpgradeRemark("PostgreSQL",
            $"from {move.Window.From} to {move.Window.To} while {move.At} still runs, unless already done{On(path)}", "yellow")]
            : Array.Empty<UpgradeRemark>(),
        .. hop.Notes.Select(
            x => new UpgradeRemark(
                x.Kind.ToString().ToLowerInvariant(), $"{x.Text} ({x.Source})", x.Kind == NoteKind.Trap ? "yellow" : "default")),
        .. News(path, hop)
            .Select(x =>
            new UpgradeRemark(
            x.Finding.Severity.ToString().ToLowerInvariant(), x.ToString(), x.Finding.Severity == Severity.Error ? "red" : "yellow")),
    ];

    /// <summary>A PostgreSQL major upgrade in a line.</summary>
    public static string Move(UpgradePath path, PostgresMove move)
    {
        var (window, due) = (move.Window, move.Before);
        return $"PostgreSQL {window.From} to {window.To}: possible from {window.First.MinorText} to {window.Last.MinorText}; "
            + (due is null ? $"not required up to {path.To}" : $"due on {move.At}, before {due}");
    }

    private static string On(UpgradePath path)
    {
        var nodes = path.Topology.With(RoleNames.Postgres).Concat(path.Topology.With(RoleNames.PraefectPostgres)).Select(x => x.Name)
            .ToArray();
        return nodes.Length == 0 ? "" : $" (on {string.Join(", ", nodes)})";
    }

    private static IEnumerable<NodesFinding> News(UpgradePath path, UpgradeHop hop)
    {
        var told = path.Hops.TakeWhile(x => x != hop).SelectMany(x => x.Settings ?? []).Select(x => (x.Finding.Severity, x.Finding.Key))
            .ToHashSet();
        return (hop.Settings ?? []).Where(x => !told.Contains((x.Finding.Severity, x.Finding.Key)));
    }

    private static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";
}

/// <summary>A line of the table of an upgrade's stops.</summary>
/// <param name="Number">The hop's number, or null for a stop that the hops leave out.</param>
/// <param name="Version">The version gone to.</param>
/// <param name="Why">Why, or under which condition.</param>
/// <param name="Postgres">The PostgreSQL it takes and brings.</param>
/// <param name="Package">What its package accepts to be installed over.</param>
internal sealed record UpgradeRow(int? Number, GitLabVersion Version, string Why, string Postgres = "", string Package = "");

/// <summary>Something to know or do for one hop.</summary>
/// <param name="Label">Its kind in a word: trap, error, PostgreSQL …</param>
/// <param name="Text">What it is.</param>
/// <param name="Style">How a terminal shows it.</param>
internal sealed record UpgradeRemark(string Label, string Text, string Style);
