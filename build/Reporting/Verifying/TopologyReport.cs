using GitLabHa.Core.Model;
using Spectre.Console;

namespace GitLabHa.Reporting.Verifying;

/// <summary>Prints what runs where, and the URL to open.</summary>
public sealed class TopologyReport(IAnsiConsole console)
{
    /// <summary>Prints it.</summary>
    public void Write(IEnumerable<TopologyRow> rows, Uri open)
    {
        var table = Lines.Table("Node", "Address", "Roles", "Services", "");
        foreach (var row in rows)
        {
            table.AddRow(
                Lines.Cell(row.Node.Name),
                Lines.Cell(row.Node.Address),
                Lines.Cell(string.Join(", ", row.Node.Roles)),
                Lines.Cell(row.Total == 0 ? "" : $"{row.Up}/{row.Total}", row.Up < row.Total ? "red" : "green"),
                Lines.Cell(row.Mark ?? "", "bold"));
        }

        console.Show(table);
        console.Line($"Open {open}", "bold");
    }
}

/// <summary>A node as the table of what runs where shows it.</summary>
/// <param name="Node">The node.</param>
/// <param name="Up">How many of its services run.</param>
/// <param name="Total">How many should run.</param>
/// <param name="Mark">Its special role among nodes of its kind, e.g. "PostgreSQL leader", or null.</param>
public sealed record TopologyRow(Node Node, int Up, int Total, string? Mark = null);
