using GitLabHa.Core;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Linting;
using GitLabHa.Core.Model;
using GitLabHa.Reporting;
using Spectre.Console;

/// <summary>Lints every rendered gitlab.rb before anything is touched.</summary>
internal static class Linting
{
    /// <summary>Prints each finding once; returns the nodes when none is an error.</summary>
    public static IReadOnlyList<DesiredNode> Refuse(IReadOnlyList<DesiredNode> nodes, Topology topology, IAnsiConsole console)
    {
        var findings = SiteLinter.Lint(nodes, topology);
        new LintReport(console).Write(findings);
        var errors = findings.Count(x => x.Finding.Severity == Severity.Error);
        return errors == 0 ? nodes : throw new OperatorException(
            $"GitLab or this tool would refuse {errors} of the settings, which are listed above.",
            "the settings of the environment and its groups",
            "Correct these settings; nothing has been changed.");
    }
}
