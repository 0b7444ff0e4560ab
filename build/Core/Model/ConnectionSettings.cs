namespace GitLabHa.Core.Model;

/// <summary>How nodes are reached by SSH. What is not set here, the user's ssh configuration sets, as far as the kind reads it.</summary>
public sealed record ConnectionSettings
{
    /// <summary>What carries the connections, or null: the OpenSSH client where it shares connections, else SSH.NET.</summary>
    public ConnectionKind? Kind { get; init; }

    /// <summary>The user to log in as, or null to leave it to the ssh configuration.</summary>
    public string? User { get; init; }

    /// <summary>The TCP port of sshd, or null to leave it to the ssh configuration.</summary>
    public int? Port { get; init; }

    /// <summary>The private key file, or null for the agent and ssh's defaults.</summary>
    public string? IdentityFile { get; init; }

    /// <summary>An ssh configuration file to use instead of the user's.</summary>
    public string? SshConfig { get; init; }

    /// <summary>A jump host, as ssh's ProxyJump.</summary>
    public string? ProxyJump { get; init; }

    /// <summary>The pinned host keys; relative to the environment's folder. Null: <c>known_hosts</c> in the environment's folder.</summary>
    public string? KnownHosts { get; init; }

    /// <summary>Whether commands run through <c>sudo -n</c>.</summary>
    public bool Sudo { get; init; }

    /// <summary>Seconds to wait for a connection.</summary>
    public int ConnectTimeoutSeconds { get; init; } = 10;
}
