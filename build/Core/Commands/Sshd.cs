using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace GitLabHa.Core.Commands;

/// <summary>The SSH server of a node, whatever its system calls it.</summary>
public static partial class Sshd
{
    /// <summary>GitLab's program that finds the user of a key.</summary>
    public const string GitKeysCommand = "/opt/gitlab/embedded/service/gitlab-shell/bin/gitlab-shell-authorized-keys-check";

    /// <summary>
    /// The host keys that sshd uses when no HostKey line names others; a system has those of them that it generated.
    /// Source: https://man.openbsd.org/sshd_config#HostKey
    /// </summary>
    public static ImmutableArray<string> HostKeys { get; } = [
        .. new[] { "rsa", "ecdsa", "ed25519" }.Select(x => $"/etc/ssh/ssh_host_{x}_key")];

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

    /// <summary>
    /// Prints the host keys that sshd is configured with, whatever their names, and their fingerprints. Those are made from the
    /// private keys, which clients meet: a .pub file beside them may be another one's.
    /// </summary>
    public static Command KeysInUse { get; } = Command.Shell(
        "sshd -T | grep hostkey, and ssh-keygen -lf of each",
        """
        exec 2>&1
        keys=$("$(command -v sshd || echo /usr/sbin/sshd)" -T) || { printf '%s\n' "$keys"; exit 1; }
        printf '%s\n' "$keys" | sed -n 's/^hostkey //p' | while read -r key; do
          [ ! -e "$key" ] || echo "hostkey $key $(ssh-keygen -y -P '' -f "$key" | ssh-keygen -l -E sha256 -f - | cut -d ' ' -f 2)"
        done
        """) with
    { Timeout = TimeSpan.FromSeconds(20) };

    /// <summary>Reads what <see cref="KeysInUse"/> printed.</summary>
    public static IEnumerable<(string Path, string Print)> Fingerprints(string output) =>
        HostKey().Matches(output).Select(x => (x.Groups[1].Value, x.Groups[2].Value));

    [GeneratedRegex(@"^hostkey (/\S+) (SHA256:[0-9A-Za-z+/]+)\r?$", RegexOptions.Multiline)]
    private static partial Regex HostKey();
}
