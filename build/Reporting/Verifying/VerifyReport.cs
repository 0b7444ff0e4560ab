using GitLabHa.Core.Checks;
using Spectre.Console;

namespace GitLabHa.Reporting.Verifying;

/// <summary>Prints the results of Verify by component, then failures again with their advice.</summary>
public sealed class VerifyReport(IAnsiConsole console)
{
    private const int NamedNodes = 3;

    /// <summary>Prints it; the note names the stand-ins of the lab, if there are any.</summary>
    public void Write(IReadOnlyCollection<CheckOutcome> entries, string? standIns = null)
    {
        var table = Lines.Table("Component", "Check", "Nodes", "Result", "Evidence");
        foreach (var component in ByComponent(entries))
        {
            var name = component.Key;
            foreach (var row in component.GroupBy(Row))
            {
                table.AddRow(
                    Lines.Cell(name),
                    Lines.Cell(row.First().Check.Title),
                    Lines.Cell(Nodes(row)),
                    Lines.Cell(Word(row.First()), Colour(row.First())),
                    Lines.Cell(Evidence(row)));
                name = "";
            }
        }

        console.Show(table);
        foreach (var entry in entries.Where(x => x.Verdict.Health != Health.Healthy)) Detail(entry);
        if (standIns is not null) console.Line(standIns, "grey");
        console.Line(Summary(entries), entries.Any(x => x.Failed) || entries.Count == 0 ? "bold red" : "bold green");
    }

    /// <summary>Whether a run with these results fails; one without any check fails, too.</summary>
    public static bool Failed(IReadOnlyCollection<CheckOutcome> entries) => entries.Count == 0 || entries.Any(x => x.Failed);

    /// <summary>The overall verdict, in a line.</summary>
    public static string Summary(IReadOnlyCollection<CheckOutcome> entries)
    {
        if (entries.Count == 0) return "Nothing was checked.";
        int Count(Health health) => entries.Count(x => x.Verdict.Health == health);
        var word = Failed(entries) ? "Not healthy" : Count(Health.Degraded) > 0 ? "Healthy, but some checks are degraded" : "Healthy";
        return $"{word}: {Count(Health.Healthy)} healthy, {Count(Health.Degraded)} degraded, {Count(Health.Unhealthy)} unhealthy, "
            + $"{Count(Health.Unknown)} unknown";
    }

    internal static IEnumerable<IGrouping<string, CheckOutcome>> ByComponent(IEnumerable<CheckOutcome> entries) => entries
        .GroupBy(x => x.Check.Component)
        .OrderBy(x => Components.All.ToList().IndexOf(x.Key) is >= 0 and var index ? index : int.MaxValue)
        .ThenBy(x => x.Key, StringComparer.Ordinal);

    internal static string Named(IReadOnlyList<string> nodes) =>
        nodes.Count <= NamedNodes ? string.Join(", ", nodes) : $"{nodes[0]} and {nodes.Count - 1} more";

    // A check that is healthy on several nodes takes one row; other results take a row each.
    private static object Row(CheckOutcome entry) => entry.Verdict.Health == Health.Healthy ? entry.Check.Id + entry.Check.Title : entry;

    private static string Nodes(IEnumerable<CheckOutcome> row) => Named([.. row.SelectMany(x => x.Nodes).Distinct()]);

    private static string Evidence(IEnumerable<CheckOutcome> row)
    {
        var distinct = row.Select(x => x.Verdict.Evidence).Distinct().ToArray();
        return distinct.Length <= 2 ? string.Join("; ", distinct) : $"{distinct[0]}; {distinct[1]}; …";
    }

    private static string Word(CheckOutcome entry) => entry.Verdict.Health.ToString().ToLowerInvariant();

    private static string Colour(CheckOutcome entry) =>
        entry.Verdict.Health switch { Health.Healthy => "green", Health.Degraded => "yellow", _ => "red" };

    private void Detail(CheckOutcome entry)
    {
        console.Line(
            $"{Word(entry)}: {entry.Check.Component}, {entry.Check.Title} ({entry.Check.Id} on {Named(entry.Nodes)})", Colour(entry));
        console.Line($"  found: {entry.Verdict.Evidence}");
        console.Line($"  to do: {entry.Verdict.Advice}");
    }
}
