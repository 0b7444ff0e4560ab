using Spectre.Console;

namespace GitLabHa.Reporting;

/// <summary>Makes the console that reports are written to.</summary>
public static class ReportConsole
{
    /// <summary>The width of an output whose width is unknown.</summary>
    public const int DefaultWidth = 100;

    /// <summary>Colours and live output on a terminal; plain lines in a pipe, and for NO_COLOR and TERM=dumb.</summary>
    public static IAnsiConsole For(TextWriter writer, bool redirected, int? width, Func<string, string?> environment)
    {
        var plain = redirected || !string.IsNullOrEmpty(environment("NO_COLOR")) || environment("TERM") == "dumb";
        return plain ? Plain(writer, width ?? DefaultWidth) : Terminal(writer, width);
    }

    /// <summary>Without any escape sequence. Source: https://no-color.org</summary>
    public static IAnsiConsole Plain(TextWriter writer, int width = DefaultWidth)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.No,
            ColorSystem = ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        console.Profile.Width = width;
        return console;
    }

    private static IAnsiConsole Terminal(TextWriter writer, int? width)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Ansi = AnsiSupport.Yes, Out = new AnsiConsoleOutput(writer) });
        if (width is { } columns) console.Profile.Width = columns;
        return console;
    }
}
