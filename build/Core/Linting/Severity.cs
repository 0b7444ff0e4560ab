namespace GitLabHa.Core.Linting;

/// <summary>How certain it is that a setting is harmful.</summary>
public enum Severity
{
    /// <summary>It works, or may work, but should be reviewed.</summary>
    Warning,

    /// <summary>Reconfigure would refuse it, ignore it, or break something with it.</summary>
    Error,
}
