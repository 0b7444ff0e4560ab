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
    protected override Command Command => Sshd.KeysInUse;

    /// <inheritdoc />
    protected override Regex Fact => HostKey();

    /// <inheritdoc />
    protected override string Advice =>
        "./build.sh Deploy --env NAME copies the host keys of one Rails node to the others and reloads sshd.";

    /// <inheritdoc />
    protected override string AdviceFor(IReadOnlyCollection<string> differing)
    {
        var other = differing.Select(x => x.Split(' ')[0]).Distinct().Except(Sshd.HostKeys).Order(StringComparer.Ordinal).ToArray();
        return other.Length == 0
            ? Advice
            : $"sshd_config names host keys that no deployment copies: copy {string.Join(" and ", other)} of the first Rails node to the "
                + "others, then reload sshd.";
    }

    /// <inheritdoc />
    protected override string Shown(string fact)
    {
        var keys = fact.Split(", ")
            .Select(x => x.Split(' '))
            .Select(x => $"{Path.GetFileName(x[0])} {x[1][..Math.Min(x[1].Length, 17)]}…")
            .ToArray();
        return $"{keys.Length} keys: {string.Join(" and ", keys)}";
    }

    [GeneratedRegex(@"^hostkey (/[^\s,]+ SHA256:[0-9A-Za-z+/]+)\r?$", RegexOptions.Multiline)]
    private static partial Regex HostKey();
}
