using System.Collections.Immutable;
using System.Text.RegularExpressions;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;

namespace GitLabHa.Core.Checks.Site;

/// <summary>
/// All Rails nodes have the same SSH host keys, so that Git over SSH sees one host behind the load balancer.
/// Source: https://docs.gitlab.com/administration/reference_architectures/3k_users/#configure-gitlab-rails
/// </summary>
public sealed partial record SameHostKeys(ImmutableArray<Node> Nodes) : SameOnAll(Nodes)
{
    /// <inheritdoc />
    public override string Id => "site.host-keys";

    /// <inheritdoc />
    public override string Title => "SSH host keys are the same on all Rails nodes";

    /// <inheritdoc />
    protected override Command Command => Ask.Of(
        "ssh-keygen -lf /etc/ssh/ssh_host_*_key.pub",
        "for key in /etc/ssh/ssh_host_*_key.pub; do ssh-keygen -lf \"$key\" -E sha256; done");

    /// <inheritdoc />
    protected override Regex Fact => Fingerprint();

    /// <inheritdoc />
    protected override string Advice => "Copy /etc/ssh/ssh_host_* of the first Rails node to the others and reload sshd; deploying again does so.";

    /// <inheritdoc />
    protected override string Shown(string fact) => $"{fact.Split(", ").Length} keys ({fact[..Math.Min(fact.Length, 18)]}…)";

    [GeneratedRegex(@"^\d+ (SHA256:[0-9A-Za-z+/]+) .*\(\w+\)", RegexOptions.Multiline)]
    private static partial Regex Fingerprint();
}
