using GitLabHa.Core.Upgrading;
using Spectre.Console;

namespace GitLabHa.Reporting.Upgrades;

/// <summary>Prints an upgrade path: the stops, what each hop needs, and what applies to the whole path.</summary>
public sealed class UpgradeReport(IAnsiConsole console)
{
    /// <summary>Prints it.</summary>
    public void Write(UpgradePath path)
    {
        console.Line(UpgradeText.Title(path), "bold");
        var table = Lines.Table("Hop", "To", "Why", "PostgreSQL", "Package installs");
        foreach (var row in UpgradeText.Rows(path))
        {
            var style = row.Number is null ? "grey" : "default";
            table.AddRow(
                Lines.Cell($"{row.Number}", style),
                Lines.Cell($"{row.Version}", style),
                Lines.Cell(row.Why, style),
                Lines.Cell(row.Postgres, style),
                Lines.Cell(row.Package, style));
        }

        console.Show(table);
        foreach (var hop in path.Hops) Write(path, hop);
        foreach (var move in path.Postgres) console.Line(UpgradeText.Move(path, move));
        foreach (var line in path.Advice) console.Line(line);
        console.Line(UpgradeText.Summary(path), "bold");
    }

    private void Write(UpgradePath path, UpgradeHop hop)
    {
        var remarks = UpgradeText.Remarks(path, hop);
        if (remarks.Count > 0) console.Line($"{hop.From} to {hop.To}", "bold");
        foreach (var remark in remarks) console.Line($"  {remark.Label}: {remark.Text}", remark.Style);
    }
}
