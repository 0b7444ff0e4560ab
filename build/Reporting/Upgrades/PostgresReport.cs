using System.Globalization;
using GitLabHa.Core.Upgrading.Postgres;
using GitLabHa.Reporting.Plans;
using Spectre.Console;

namespace GitLabHa.Reporting.Upgrades;

/// <summary>Prints what a PostgreSQL major upgrade will do: what is printed is what runs.</summary>
public sealed class PostgresReport(IAnsiConsole console)
{
    /// <summary>Prints what was found and the phases in their order.</summary>
    public void Write(IEnumerable<DatabaseCluster> clusters, int major, IReadOnlyCollection<PostgresPhase> phases)
    {
        foreach (var node in clusters.SelectMany(x => x.Nodes))
            console.Line(
                $"{node.Node.Name}: PostgreSQL {node.Data?.ToString(CultureInfo.InvariantCulture) ?? "without data"}"
                    + $"{(node.Leads ? ", leads" : "")}, {GiB(node.UsedKiB)} GiB in {node.Directory}, {GiB(node.FreeKiB)} GiB free",
                "grey");
        if (phases.Count > 0) console.Line($"To PostgreSQL {major}, in this order:", "bold");
        foreach (var (phase, index) in phases.Select((x, index) => (x, index + 1))) Write(phase, index);
    }

    private void Write(PostgresPhase phase, int index)
    {
        console.Line($"{index}. {phase.Title}", "bold");
        foreach (var node in phase.Nodes)
        {
            console.Line($"  {node.Node.Name} ({node.Node.Address})", "bold");
            foreach (var step in node.Steps) console.Line($"    {StepText.Line(step)}", StepText.Style(step));
        }
    }

    private static string GiB(long kiB) => (kiB / 1024.0 / 1024).ToString("0.0", System.Globalization.CultureInfo.InvariantCulture);
}
