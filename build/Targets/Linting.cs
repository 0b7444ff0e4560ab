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
        var findings = nodes.Where(x => x.GitlabRb is not null)
            .SelectMany(x => GitlabRbLinter.Lint(x.GitlabRb!, x.GitLabPackage!.Value.Version).Select(finding => (Finding: finding, x.Node)))
            .GroupBy(x => x.Finding, x => x.Node.Name)
            .ToArray();
        foreach (var finding in findings.Where(x => x.Key.Severity == Severity.Warning)) Log.Warning("{Setting}: {Message} ({Nodes})", finding.Key.Key, finding.Key.Message, string.Join(", ", finding));
        var errors = findings.Where(x => x.Key.Severity == Severity.Error).Select(x => $"\n- {x.Key.Key}: {x.Key.Message} ({string.Join(", ", x)})").ToArray();
        return errors.Length == 0 ? nodes : throw new OperatorException(
            $"GitLab would refuse or ignore these settings:{string.Concat(errors)}",
            "the settings of the environment and its groups",
            "Correct these settings; nothing has been touched.");
    }
}
