using GitLabHa.Core.Commands;
using GitLabHa.Core.Desired;

namespace GitLabHa.Roles;

/// <summary>
/// Makes sshd of a Rails node ask GitLab for the keys of Git users. Source:
/// https://docs.gitlab.com/administration/operations/fast_ssh_key_lookup/
/// </summary>
internal static class GitSshAccess
{
    private const string Match = $"""
        Match User git
          AuthorizedKeysCommand {Sshd.GitKeysCommand} git %u %k
          AuthorizedKeysCommandUser git
        Match all

        """;

    /// <summary>The drop-in, which most systems' sshd_config includes.</summary>
    internal static DesiredFile File { get; } = new()
    {
        Path = "/etc/ssh/sshd_config.d/60-gitlab.conf",
        Content = $"""
            # Written by GitLab HA: Git over SSH looks keys up in the database.
            # https://docs.gitlab.com/administration/operations/fast_ssh_key_lookup/
            {Match}
            """,
        Mode = "0644",
        Phase = WritePhase.AfterReconfigure,
        Effect = FileEffect.Service(validate: Command.Of("/usr/sbin/sshd", "-t", "-f"), activate: Sshd.Reload),
    };

    /// <summary>
    /// Where sshd_config has no Include (OpenSSH before 8.2 has none, and RHEL 7 and 8 have older ones), the same lines are
    /// appended to it: an Include line would also include the other files of the folder.
    /// </summary>
    internal static Ensure Ensure { get; } = new()
    {
        Title = "sshd asks GitLab for the keys of Git users",
        Probe = Command.Shell("sshd -T -C user=git", Asks + "asks"),
        Apply = Command.Shell(
            "add the lines for Git users to sshd_config",
            Asks + """
            config=/etc/ssh/sshd_config
            new=$(mktemp "$config.gitlab-ha.XXXXXX") || exit 1
            trap 'rm -f "$new"' EXIT
            # With owner, mode and SELinux context.
            cp -a "$config" "$new" && printf '\n# Written by GitLab HA, since sshd does not read sshd_config.d: Git over SSH looks keys up in the database.\n%s\n' "$1" >>"$new" || exit 1
            "$sshd" -t -f "$new" || exit 1
            asks -f "$new" || { echo "sshd would still not ask GitLab: an earlier Match block of sshd_config sets AuthorizedKeysCommand for the user git; remove it" >&2; exit 1; }
            cp -a "$config" "$config.before-gitlab-ha-$(date +%Y%m%d-%H%M%S)" && mv -f "$new" "$config" || exit 1
            """ + "\n" + Sshd.ReloadLine,
            Match),
    };

    private const string Asks = $$"""
        sshd=$(command -v sshd || echo /usr/sbin/sshd)
        asks() { "$sshd" -T "$@" -C user=git,host=localhost,addr=127.0.0.1 | grep -q '^authorizedkeyscommand {{Sshd.GitKeysCommand}} '; }

        """;
}
