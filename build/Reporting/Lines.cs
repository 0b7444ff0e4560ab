using Spectre.Console;

namespace GitLabHa.Reporting;

/// <summary>Writes text literally: brackets are not markup, and the output of nodes cannot move the cursor.</summary>
internal static class Lines
{
    /// <summary>A line; folded to the width on terminals only, so that logs can be searched.</summary>
    public static void Line(this IAnsiConsole console, string text = "", string style = "default")
    {
        var line = Printable(text);
        if (console.Profile.Capabilities.Ansi) console.Write(new Text(line + "\n", Style.Parse(style)));
        else console.Profile.Out.Writer.WriteLine(line.TrimEnd());
    }

    /// <summary>A cell of a table.</summary>
    public static Text Cell(string text, string style = "default") => new(Printable(text), Style.Parse(style));

    /// <summary>A table with a header and thin rules.</summary>
    public static Table Table(params ReadOnlySpan<string> columns)
    {
        var table = new Table { Border = TableBorder.Simple, UseSafeBorder = true };
        foreach (var column in columns) table.AddColumn(new TableColumn(Cell(column, "bold")));
        return table;
    }

    /// <summary>Writes a table; a pipe gets no blanks at line ends.</summary>
    public static void Show(this IAnsiConsole console, Table table)
    {
        if (console.Profile.Capabilities.Ansi)
        {
            console.Write(table);
            return;
        }

        var text = new StringWriter();
        ReportConsole.Plain(text, console.Profile.Width).Write(table);
        foreach (var line in text.ToString().TrimEnd().Split('\n')) console.Profile.Out.Writer.WriteLine(line.TrimEnd());
    }

    /// <summary>Drops control characters, but for tabs.</summary>
    public static string Printable(string text) => string.Concat(text.Where(x => x == '\t' || !char.IsControl(x)));

    /// <summary>Escapes text for Markdown.</summary>
    public static string Markdown(string text) => string.Concat(Printable(text).Select(x => x switch
    {
        '<' => "&lt;",
        '>' => "&gt;",
        '&' => "&amp;",
        '*' or '_' or '`' or '[' or ']' or '|' or '\\' => $"\\{x}",
        _ => x.ToString(),
    }));
}
