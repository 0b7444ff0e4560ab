using GitLabHa.Core;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Linting;
using Serilog;

/// <summary>Lints every rendered gitlab.rb before anything is touched.</summary>
internal static class Linting
{
    /// <summary>Returns the nodes when no finding is an error; a finding that many nodes share is told once.</summary>
    public static IReadOnlyList<DesiredNode> Refuse(IReadOnlyList<DesiredNode> nodes)
    {
        var findings = GitlabRbLinter.Lint(nodes).ToLookup(x => x.Finding.Severity);
        foreach (var finding in findings[Severity.Warning]) Log.Warning("{Finding}", finding);
        var errors = findings[Severity.Error].Select(x => $"\n- {x}").ToArray();
        return errors.Length == 0 ? nodes : throw new OperatorException(
            $"GitLab would refuse or ignore these settings:{string.Concat(errors)}",
            "the settings of the environment and its groups",
            "Correct these settings; nothing has been touched.");
    }
}
