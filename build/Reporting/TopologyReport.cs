using Spectre.Console;

namespace GitLabHa.Reporting;

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
