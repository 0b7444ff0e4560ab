using System.Globalization;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Display;

namespace Nuke.Common.Output;

/// <summary>Writes the log to the console, one line per message.</summary>
internal sealed class ConsoleSink(BuildConsole console, Func<string?> runningTarget) : ILogEventSink
{
    // Texts without quotes, as NUKE shows them.
    private static readonly MessageTemplateTextFormatter Plain = new("{Message:l}", CultureInfo.InvariantCulture);

    public static ILogger CreateLogger(BuildConsole console, Func<string?> runningTarget) =>
        new LoggerConfiguration().MinimumLevel.Verbose().WriteTo.Sink(new ConsoleSink(console, runningTarget)).CreateLogger();

    public void Emit(LogEvent logEvent)
    {
        var text = new StringWriter(CultureInfo.InvariantCulture);
        Plain.Format(logEvent, text);
        var message = text.ToString();
        if (logEvent.Level >= LogEventLevel.Warning)
            console.Find($"[{Short(logEvent.Level)}] {(runningTarget() is { } target ? target + ": " : "")}{message}");
        if (logEvent.Level < Minimum(NukeBuild.Verbosity)) return;

        var time = logEvent.Timestamp.ToString("HH:mm:ss", CultureInfo.InvariantCulture);
        console.Line($"{time} [{Short(logEvent.Level)}] {message}", Colour(logEvent.Level));
        if (logEvent.Exception is { } exception) console.Line(exception.ToString());
    }

    private static LogEventLevel Minimum(Verbosity verbosity) => verbosity switch
    {
        Verbosity.Verbose => LogEventLevel.Verbose,
        Verbosity.Normal => LogEventLevel.Debug,
        Verbosity.Minimal => LogEventLevel.Warning,
        _ => LogEventLevel.Error,
    };

    private static string Short(LogEventLevel level) => level switch
    {
        LogEventLevel.Verbose => "VRB",
        LogEventLevel.Debug => "DBG",
        LogEventLevel.Information => "INF",
        LogEventLevel.Warning => "WRN",
        LogEventLevel.Error => "ERR",
        _ => "FTL",
    };

    private static string? Colour(LogEventLevel level) => level switch
    {
        LogEventLevel.Verbose or LogEventLevel.Debug => "90",
        LogEventLevel.Warning => "33",
        LogEventLevel.Error or LogEventLevel.Fatal => "31",
        _ => null,
    };
}
