using System.Text.RegularExpressions;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;

namespace GitLabHa.Roles.Checks;

/// <summary>
/// A Git user who comes by SSH is let as far as his key, and sshd asks GitLab for it: an sshd of its own, with the node's
/// configuration and no port, takes a login with an unknown key, and its log shows what it did.
/// </summary>
public sealed partial record GitSsh(Node Node) : NodeCheck(Node)
{
    /// <inheritdoc />
    public override string Id => "rails.git-ssh";

    /// <inheritdoc />
    public override string Component => Components.Rails;

    /// <inheritdoc />
    public override string Title => "sshd asks GitLab for the keys of Git users";

    // Two types of key: FIPS mode has no ed25519, and some sites allow it alone.
    /// <inheritdoc />
    protected override Command Command => Ask.Of(
        "sshd -T -C user=git,host=localhost,addr=127.0.0.1, and ssh git@localhost",
        EmbeddedScript.Of(typeof(GitSsh), "ask-git-ssh.sh"));

    /// <inheritdoc />
    protected override Verdict Judge(Answer answer)
    {
        string? First(Regex regex) => regex.Match(answer.Output) is { Success: true } match ? match.Groups[1].Value : null;
        if (!Tried().IsMatch(answer.Output)) return NotUnderstood(answer);
        if (First(Missing()) is { } missing)
            return Verdict.Unknown(
                missing, "Install the OpenSSH client on this node: the package is openssh-client (apt) or openssh-clients (dnf).");
        if (First(Asks()) is not { } asks || !asks.StartsWith(Sshd.GitKeysCommand, StringComparison.Ordinal))
            return Verdict.Unhealthy(
                $"AuthorizedKeysCommand is {First(Asks()) ?? "not set"} for the user git",
                "./build.sh Deploy --env NAME adds what is missing to sshd's configuration.");
        if (First(Refused()) is { } why) return NotAllowed(why, First(From()));
        if (First(Broken()) is { } broken)
            return Verdict.Unhealthy(
                Excerpt.Of(broken),
                "sshd runs the program only when it and all folders above it belong to root and no other user may write to them; "
                    + "if it failed: gitlab-ctl tail gitlab-shell.");
        return Asked().IsMatch(answer.Output)
            ? Verdict.Healthy("asked for an unknown key, GitLab does not know it")
            : Verdict.Unhealthy(
                "sshd takes no keys from Git users",
                "Allow them in sshd_config: PubkeyAuthentication yes, and PubkeyAcceptedAlgorithms with ssh-ed25519 or "
                    + "ecdsa-sha2-nistp256; then reload sshd.");
    }

    // This login has no client address: a rule by address is for the operator to judge.
    private static Verdict NotAllowed(string why, string? from) => from is not null && why.EndsWith("AllowUsers", StringComparison.Ordinal)
        ? Verdict.Healthy($"git may log in from {from}")
        : Verdict.Unhealthy(
            $"sshd does not let the user git in: {why.Trim()}",
            "Let git in and reload sshd: add git to AllowUsers, or its group to AllowGroups, in sshd_config, or take it off DenyUsers. "
                + "Who may log in is left to you; no deployment changes it.");

    [GeneratedRegex("^client ", RegexOptions.Multiline)]
    private static partial Regex Tried();

    [GeneratedRegex(@"^client (.*\bssh: .*not found.*)$", RegexOptions.Multiline)]
    private static partial Regex Missing();

    [GeneratedRegex(@"^asks (\S.*?)\r?$", RegexOptions.Multiline)]
    private static partial Regex Asks();

    [GeneratedRegex(@"^allowed git@(\S+)\r?$", RegexOptions.Multiline)]
    private static partial Regex From();

    [GeneratedRegex(@"^log .*[Uu]ser git .*not allowed because (.+?)\r?$", RegexOptions.Multiline)]
    private static partial Regex Refused();

    [GeneratedRegex(@"^log ((?:.*AuthorizedKeysCommand|fatal).+?)\r?$", RegexOptions.Multiline)]
    private static partial Regex Broken();

    [GeneratedRegex(@"^log asked\r?$", RegexOptions.Multiline)]
    private static partial Regex Asked();
}
