namespace GitLabHa.Remote.Connections;

/// <summary>Why a node could not be asked, and what to do about it.</summary>
/// <param name="Reason">In a few words.</param>
/// <param name="Fix">What the operator can do.</param>
public sealed record SshFailure(string Reason, string Fix)
{
    // Members before the table, which reads them.
    internal static readonly SshFailure KeyChanged = new(
        "its host key changed",
        "find out why (reinstalled, or someone in between?); if it is right, replace its lines in known_hosts with a verified key");

    internal static readonly SshFailure KeyRevoked = new(
        "its host key is revoked",
        "do not connect: known_hosts marks this key with @revoked; give the node a new host key and pin that one");

    internal static readonly SshFailure KeyNotPinned = new(
        "its host key is not pinned",
        "ssh-keyscan HOST >> known_hosts of the environment, then compare the fingerprint with the node's own "
        + "(ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub)");

    internal static readonly SshFailure OtherKeyType = new(
        "it offers no host key of the type that is pinned",
        "add its key to known_hosts: ssh-keyscan HOST, then verify the fingerprint on the node");

    internal static readonly SshFailure TooManyKeys = new("too many keys were tried", "set connection.identity_file");

    internal static readonly SshFailure OpenKeyFile = new(
        "the private key file may be read by others", "chmod 600 the file that connection.identity_file names");

    internal static readonly SshFailure Denied = new(
        "permission denied: it accepts none of our keys for this user",
        "check connection.user and connection.identity_file, and the node's authorized_keys");

    internal static readonly SshFailure UnknownName = new("its name cannot be resolved", "check ssh_host or address of the node, and DNS");

    internal static readonly SshFailure Refused = new(
        "connection refused: nothing listens on the ssh port", "check that sshd runs there, and connection.port");

    internal static readonly SshFailure NoAnswer = new(
        "it did not answer in time", "check that the node runs, the address, and the firewall between");

    internal static readonly SshFailure NoRoute = new("no route to host", "check the address, the network and the firewall");

    internal static readonly SshFailure NoNetwork = new("the network is unreachable", "check the address and this machine's routes");

    internal static readonly SshFailure BadConfiguration = new(
        "the ssh configuration has an error", "run ssh -G HOST and fix what it names");

    internal static readonly SshFailure OpenConfiguration = new(
        "ssh refuses its configuration file because of its owner or mode", "run ssh -G HOST and fix what it names");

    internal static readonly SshFailure NoSudo = new(
        "sudo is not installed there", "install sudo on the node, or set connection.user to root and connection.sudo to false");

    internal static readonly SshFailure SudoWantsTerminal = new(
        "sudo wants a terminal there (requiretty)", "add a line to the node's sudoers, with visudo: Defaults:USER !requiretty");

    /// <summary>The connection was lost.</summary>
    public static readonly SshFailure Closed = new(
        "it closed the connection",
        "check that the node runs and its sshd accepts more connections (MaxStartups); then rerun the command");

    // The first match wins: the texts of OpenSSH 7.4 to 10 and of sudo, most telling first.
    private static readonly (string Text, SshFailure Failure)[] Known =
    [
        ("REVOKED HOST KEY DETECTED", KeyRevoked),
        ("REMOTE HOST IDENTIFICATION HAS CHANGED", KeyChanged),
        ("No ED25519 host key is known", KeyNotPinned),
        ("host key is known for", KeyNotPinned),
        ("Host key verification failed", KeyNotPinned),
        ("no matching host key type", OtherKeyType),
        ("Too many authentication failures", TooManyKeys),
        ("UNPROTECTED PRIVATE KEY FILE", OpenKeyFile),
        ("Permission denied", Denied),
        ("Could not resolve hostname", UnknownName),
        ("Connection refused", Refused),
        ("timed out", NoAnswer),
        ("Timeout, server", NoAnswer),
        ("No route to host", NoRoute),
        ("Network is unreachable", NoNetwork),
        ("Bad configuration option", BadConfiguration),
        ("Bad owner or permissions on", OpenConfiguration),
        ("closed by remote host", Closed),
        ("Connection closed by", Closed),
        ("Connection reset by", Closed),
        ("Broken pipe", Closed),
    ];

    private static readonly string[] SudoTexts =
    [
        "sudo: a password is required",
        "sudo: a terminal is required",
        "is not in the sudoers file",
        "is not allowed to execute",
        "may not run sudo on",
        "interactive authentication is required", // sudo-rs
    ];

    /// <summary>As one line.</summary>
    public override string ToString() => $"{Reason} ({Fix})";

    /// <summary>Reads what the ssh client said; a text that is not known is the reason itself.</summary>
    public static SshFailure FromSsh(string error)
    {
        var known = Known.FirstOrDefault(x => error.Contains(x.Text, StringComparison.OrdinalIgnoreCase)).Failure;
        if (known is not null) return known;
        var line = error.Trim().Split('\n')[^1].Trim();
        return line.Length > 0 ? new(line, "run ssh -v to this node by hand") : Closed;
    }

    /// <summary>Whether sudo refused to run the command, or null when it did not.</summary>
    public static SshFailure? FromSudo(int exitCode, string error)
    {
        if (exitCode == 127 && error.Contains("sudo", StringComparison.Ordinal) && error.Contains("not found", StringComparison.Ordinal))
            return NoSudo;
        if (exitCode == 1 && error.Contains("must have a tty to run sudo", StringComparison.Ordinal))
            return SudoWantsTerminal;
        return exitCode == 1 && SudoTexts.Any(x => error.Contains(x, StringComparison.Ordinal))
            ? new("sudo denied", "let the user of connection.user run sudo without a password: USER ALL=(root) NOPASSWD: ALL")
            : null;
    }
}
