using GitLabHa.Core.Linting;
using Spectre.Console;

namespace GitLabHa.Reporting;

/// <summary>Prints what the linter found, a line each: warnings first, so that errors are next to what follows from them.</summary>
public sealed class LintReport(IAnsiConsole console)
{
    /// <summary>Prints it; nothing when there is nothing.</summary>
    public void Write(IEnumerable<NodesFinding> findings)
    {
        foreach (var finding in findings.OrderBy(x => x.Finding.Severity))
            console.Line($"{finding.Finding.Severity.ToString().ToLowerInvariant()}: {finding}", finding.Finding.Severity == Severity.Error ? "red" : "yellow");
    }
}
