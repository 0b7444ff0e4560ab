namespace GitLabHa.Core.Commands;

/// <summary>The SSH server of a node, whatever its system calls it.</summary>
public static class Sshd
{
    /// <summary>
    /// Checks sshd's configuration, then makes it read that again: a line of sh. Its unit is ssh on Debian and Ubuntu, with no
    /// alias where a socket starts it (Ubuntu from 22.10), and sshd elsewhere.
    /// Source: https://discourse.ubuntu.com/t/sshd-now-uses-socket-based-activation-ubuntu-22-10-and-later/30189
    /// </summary>
    public const string ReloadLine =
        """
        "$(command -v sshd || echo /usr/sbin/sshd)" -t && systemctl reload "$(systemctl is-active --quiet ssh && echo ssh || echo sshd)"
        """;

    /// <summary>Checks its configuration, then makes it read that again.</summary>
    public static Command Reload { get; } = Command.Shell("sshd -t && systemctl reload sshd", ReloadLine);
}
