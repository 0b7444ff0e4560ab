namespace GitLabHa.Core.Linting;

/// <summary>A problem with a setting of gitlab.rb; the key is dotted as under <c>settings:</c>, and no message shows a secret.</summary>
public sealed record LintFinding(Severity Severity, string Key, string Message)
{
    /// <inheritdoc />
    public override string ToString() => $"{(Severity == Severity.Error ? "error" : "warning")}: {Key}: {Message}";
}

/// <summary>How certain it is that a setting is harmful.</summary>
public enum Severity
{
    /// <summary>It works, or may work, but should be reviewed.</summary>
    Warning,

    /// <summary>Reconfigure would refuse it, ignore it, or break something with it.</summary>
    Error,
}
