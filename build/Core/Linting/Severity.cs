namespace GitLabHa.Core.Linting;

/// <summary>How sure it is that a setting does harm.</summary>
public enum Severity
{
    /// <summary>It works, or may work, but deserves a look.</summary>
    Warning,

    /// <summary>Reconfigure would refuse it, ignore it, or break something with it.</summary>
    Error,
}
