using GitLabHa.Core.Linting;
using Spectre.Console;

namespace GitLabHa.Reporting.Plans;

/// <summary>Prints the linter's findings, one line each: errors last, next to the failure that they cause.</summary>
public sealed class LintReport(IAnsiConsole console)
{
    /// <summary>Prints the findings, if there are any.</summary>
    public void Write(IEnumerable<NodesFinding> findings)
    {
        foreach (var finding in findings.OrderBy(x => x.Finding.Severity))
            console.Line(
                $"{finding.Finding.Severity.ToString().ToLowerInvariant()}: {finding}",
                finding.Finding.Severity == Severity.Error ? "red" : "yellow");
    }
}
