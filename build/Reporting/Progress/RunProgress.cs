using GitLabHa.Core.Planning;
using Spectre.Console;

namespace GitLabHa.Reporting.Progress;

/// <summary>Chooses how a run is shown.</summary>
public static class RunProgress
{
    /// <summary>
    /// A table that changes in place on a terminal, else one line per event; dispose it, when it can be, before printing more.
    /// </summary>
    public static IRunEvents For(IAnsiConsole console, TimeProvider clock) =>
        console.Profile.Capabilities is { Ansi: true, Interactive: true } ? new ProgressLive(console, clock) : new ProgressLines(console);
}
