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
            Asks + EmbeddedScript.Of(typeof(GitSshAccess), "add-git-ssh-lines.sh") + "\n" + Sshd.ReloadLine,
            Match),
    };

    private const string Asks = $$"""
        sshd=$(command -v sshd || echo /usr/sbin/sshd)
        asks() { "$sshd" -T "$@" -C user=git,host=localhost,addr=127.0.0.1 | grep -q '^authorizedkeyscommand {{Sshd.GitKeysCommand}} '; }

        """;
}
