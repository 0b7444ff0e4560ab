using GitLabHa.Remote.Connections;

namespace GitLabHa.Tests.Unit.Remote.Connections;

/// <summary>Texts as OpenSSH 9.2 and sudo 1.9 said them.</summary>
public sealed class SshFailureTests
{
    [Theory]
    [InlineData(
        "@@@@@@@@@@@\n@    WARNING: REMOTE HOST IDENTIFICATION HAS CHANGED!     @\n@@@@@@@@@@@\nIT IS POSSIBLE THAT SOMEONE IS DOING "
            + "SOMETHING NASTY!\nHost key verification failed.\n",
        "its host key changed")]
    [InlineData(
        "No ED25519 host key is known for [127.0.0.1]:2222 and you have requested strict checking.\r\nHost key verification failed.\r\n",
        "its host key is not pinned")]
    [InlineData("Unable to negotiate with 10.0.0.1 port 22: no matching host key type found. Their offer: ssh-rsa\n",
        "it offers no host key of the type that is pinned")]
    [InlineData("root@127.0.0.1: Permission denied (publickey).\r\n", "permission denied: it accepts none of our keys for this user")]
    [InlineData("Received disconnect from 10.0.0.1 port 22:2: Too many authentication failures\nDisconnected from 10.0.0.1 port 22\n",
        "too many keys were tried")]
    [InlineData("ssh: connect to host 127.0.0.1 port 1: Connection refused\r\n", "connection refused: nothing listens on the ssh port")]
    [InlineData("ssh: connect to host 192.0.2.1 port 22: Connection timed out\r\n", "it did not answer in time")]
    [InlineData("Connection timed out during banner exchange\r\n", "it did not answer in time")]
    [InlineData("Timeout, server 10.0.0.1 not responding.\r\n", "it did not answer in time")]
    [InlineData("ssh: Could not resolve hostname nowhere.invalid: Name or service not known\r\n", "its name cannot be resolved")]
    [InlineData("ssh: connect to host 10.9.9.9 port 22: No route to host\r\n", "no route to host")]
    [InlineData("ssh: connect to host 10.9.9.9 port 22: Network is unreachable\r\n", "the network is unreachable")]
    [InlineData("kex_exchange_identification: Connection closed by remote host\r\nConnection closed by 127.0.0.1 port 22\r\n",
        "it closed the connection")]
    [InlineData("mux_client_request_session: read from master failed: Broken pipe\r\n", "it closed the connection")]
    [InlineData("", "it closed the connection")]
    [InlineData("/home/me/.ssh/config: line 3: Bad configuration option: hostnam\r\n", "the ssh configuration has an error")]
    [InlineData("one\nsomething never seen before\r\n", "something never seen before")]
    public void What_ssh_said_becomes_a_short_reason(string error, string reason)
    {
        var failure = SshFailure.FromSsh(error);

        failure.Reason.ShouldBe(reason);
        failure.Fix.ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData(1, "sudo: a password is required\n", "sudo denied")]
    [InlineData(1, "deploy is not in the sudoers file.\n", "sudo denied")]
    [InlineData(1, "Sorry, user deploy is not allowed to execute '/usr/bin/timeout' as root on node-1.\n", "sudo denied")]
    [InlineData(1, "sudo: sorry, you must have a tty to run sudo\n", "sudo wants a terminal there (requiretty)")]
    [InlineData(1, "sudo: interactive authentication is required\n", "sudo denied")]
    [InlineData(127, "sh: 1: sudo: not found\n", "sudo is not installed there")]
    [InlineData(127, "bash: line 1: sudo: command not found\n", "sudo is not installed there")]
    public void What_sudo_said_becomes_a_short_reason(int exitCode, string error, string reason) =>
        SshFailure.FromSudo(exitCode, error)!.Reason.ShouldBe(reason);

    [Fact]
    public void A_sudo_that_wants_a_terminal_is_not_answered_with_a_password_rule()
    {
        var fix = SshFailure.FromSudo(1, "sudo: sorry, you must have a tty to run sudo\n")!.Fix;

        fix.ShouldContain("Defaults:USER !requiretty");
        fix.ShouldNotContain("NOPASSWD");
    }

    [Theory]
    [InlineData(0, "sudo: a password is required\n")]
    [InlineData(1, "grep: nothing\n")]
    [InlineData(127, "sh: 1: gitlab-ctl: not found\n")]
    public void Other_failures_are_the_commands_own(int exitCode, string error) =>
        SshFailure.FromSudo(exitCode, error).ShouldBeNull();
}
