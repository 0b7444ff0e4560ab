namespace GitLabHa.Core.Model;

/// <summary>Which settings of a connection <see cref="ConnectionKind.SshNet"/> cannot honour.</summary>
public static class SshNetLimits
{
    /// <summary>The keys below <c>connection</c>, each with the reason.</summary>
    public static IEnumerable<(string Key, string Reason)> Refused(ConnectionSettings settings)
    {
        if (settings.SshConfig is not null)
            yield return ("ssh_config", "kind: sshnet reads no ssh configuration (ProxyCommand, Host, Match); "
                + "use kind: openssh, or user, port, identity_file and proxy_jump instead");
        if (settings.ProxyJump is { } jump && JumpHost.Parse(jump) is null)
            yield return ("proxy_jump", $"kind: sshnet expects [USER@]HOST[:PORT], several separated by commas, found '{jump}'");
    }
}
