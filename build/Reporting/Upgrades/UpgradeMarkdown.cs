using GitLabHa.Core.Model;
using GitLabHa.Core.Upgrading;

namespace GitLabHa.Reporting.Upgrades;

/// <summary>An upgrade path as a page: a Mermaid picture, the table, and what each hop needs.</summary>
public static class UpgradeMarkdown
{
    /// <summary>Writes it.</summary>
    public static void Write(UpgradePath path, TextWriter writer)
    {
        writer.WriteLine($"### {Lines.Markdown(UpgradeText.Title(path))}\n");
        Picture(path, writer);
        writer.WriteLine("\n| hop | to | why | PostgreSQL | package installs |\n|---|---|---|---|---|");
        foreach (var row in UpgradeText.Rows(path))
            writer.WriteLine($"| {row.Number} | {row.Version} | {Lines.Markdown(row.Why)} | {row.Postgres} | {row.Package} |");
        foreach (var hop in path.Hops) Remarks(path, hop, writer);
        writer.WriteLine("\n**For the whole path**\n");
        foreach (var line in path.Postgres.Select(x => UpgradeText.Move(path, x)).Concat(path.Advice).Append(UpgradeText.Summary(path)))
            writer.WriteLine($"- {Lines.Markdown(line)}");
    }

    private static void Remarks(UpgradePath path, UpgradeHop hop, TextWriter writer)
    {
        var remarks = UpgradeText.Remarks(path, hop);
        if (remarks.Count == 0) return;
        writer.WriteLine($"\n**{hop.From} to {hop.To}**\n");
        foreach (var remark in remarks) writer.WriteLine($"- {remark.Label}: {Lines.Markdown(remark.Text)}");
    }

    private static void Picture(UpgradePath path, TextWriter writer)
    {
        writer.WriteLine("```mermaid\nflowchart LR");
        writer.WriteLine($"  {Id(path.From)}([\"{path.From}\"])");
        foreach (var hop in path.Hops)
        {
            var label = hop.Postgres is { Window: var window } ? $"|\"PostgreSQL {window.From} to {window.To} first\"|" : "";
            writer.WriteLine($"  {Id(hop.From)} -->{label} {Id(hop.To)}{(hop.To == path.To ? $"([\"{hop.To}\"])" : $"[\"{hop.To}\"]")}");
            foreach (var stop in path.Conditional.Where(x => x.Needed is null && x.Version > hop.From && x.Version < hop.To))
                writer.WriteLine($"  {Id(hop.From)} -.->|\"if {stop.If}\"| {Id(stop.Version)}[\"{stop.Version}\"] -.-> {Id(hop.To)}");
        }

        writer.WriteLine("```");
    }

    private static string Id(GitLabVersion version) => $"v{version.Major}_{version.Minor}_{version.Patch}";
}
