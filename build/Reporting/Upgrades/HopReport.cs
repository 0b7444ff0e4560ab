using GitLabHa.Core.Desired;
using GitLabHa.Core.Upgrading;
using GitLabHa.Reporting.Plans;
using Spectre.Console;

namespace GitLabHa.Reporting.Upgrades;

/// <summary>Prints what a hop changes in the nodes' files, before anything starts.</summary>
public sealed class HopReport(IAnsiConsole console)
{
    /// <summary>Prints the difference of all managed files, masked; one that several nodes share is printed once.</summary>
    public void Write(UpgradeHop hop, IReadOnlyCollection<DesiredNode> before, IReadOnlyCollection<DesiredNode> after)
    {
        console.Line($"{hop.From} to {hop.To}: changes of the settings", "bold");
        var changes = from then in after
                      from file in then.Files
                      let now = before.First(x => x.Node == then.Node).Files.FirstOrDefault(x => x.Path == file.Path)
                      let diff = UnifiedDiff.Of(now?.Content.Masked ?? "", file.Content.Masked)
                      where diff.Count > 0
                      group then.Node.Name by (file.Path, Text: string.Join('\n', diff));
        var none = true;
        foreach (var change in changes)
        {
            none = false;
            console.Line($"  {change.Key.Path} on {string.Join(", ", change)}");
            foreach (var line in change.Key.Text.Split('\n'))
                console.Line("    " + line, line[0] switch { '+' => "green", '-' => "red", '@' => "aqua", _ => "grey" });
        }

        if (none) console.Line("  none", "grey");
    }

    /// <summary>Prints the order in which the nodes are upgraded.</summary>
    public void Write(IEnumerable<UpgradeTier> order)
    {
        console.Line("Order of each hop, one node at a time, a leader last in its group:", "bold");
        foreach (var tier in order) console.Line($"  {tier}");
        console.Line("  post-deployment migrations, audit of all nodes, background migrations");
    }
}
