using System.Collections.Immutable;
using System.Text.RegularExpressions;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;

namespace GitLabHa.Core.Checks.Site;

/// <summary>
/// gitlab-secrets.json is the same file everywhere: a node with its own cannot decrypt what others wrote.
/// Source: https://docs.gitlab.com/administration/backup_restore/troubleshooting_backup_gitlab/
/// </summary>
public sealed partial record SameSecrets(ImmutableArray<Node> Nodes) : SameOnAll(Nodes)
{
    private const int Digits = 12;

    /// <inheritdoc />
    public override string Id => "site.secrets";

    /// <inheritdoc />
    public override string Title => "gitlab-secrets.json is the same on all nodes";

    /// <inheritdoc />
    protected override Command Command =>
        Ask.Of("sha256sum /etc/gitlab/gitlab-secrets.json", "exec sha256sum /etc/gitlab/gitlab-secrets.json");

    /// <inheritdoc />
    protected override Regex Fact => Hash();

    /// <inheritdoc />
    protected override string Advice =>
        "Do not reconfigure the nodes that differ: find out with which file the database was written. ./build.sh Preview --env NAME "
            + "shows from which node a deployment copies it.";

    /// <inheritdoc />
    protected override string Shown(string fact) => $"sha256 {fact[..Digits]}…";

    [GeneratedRegex("^([0-9a-f]{64}) ", RegexOptions.Multiline)]
    private static partial Regex Hash();
}
