namespace GitLabHa.Core.Secrets;

/// <summary>How far the replacement of secrets is. Each phase is over when every node has it.</summary>
public enum RotationPhase
{
    /// <summary>No secret is being replaced.</summary>
    None,

    /// <summary>Servers take both values; clients send the old one.</summary>
    Accept,

    /// <summary>Clients send the next value.</summary>
    Clients,

    /// <summary>Servers demand the next value, and still take the old one.</summary>
    Servers,

    /// <summary>Servers take the next value alone.</summary>
    Close,
}
