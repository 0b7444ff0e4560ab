namespace GitLabHa.Core.Linting;

/// <summary>A problem with a setting of gitlab.rb; the key is dotted as under <c>settings:</c>, and no message shows a secret.</summary>
public sealed record LintFinding(Severity Severity, string Key, string Message)
{
    /// <inheritdoc />
    public override string ToString() => $"{(Severity == Severity.Error ? "error" : "warning")}: {Key}: {Message}";
}
