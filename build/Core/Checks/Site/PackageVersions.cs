using System.Collections.Immutable;
using System.Text.RegularExpressions;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;

namespace GitLabHa.Core.Checks.Site;

/// <summary>
/// Every node has the package in the version that the environment names. Source: https://gitlab.com/gitlab-org/gitlab/-/issues/409959
/// </summary>
public sealed partial record PackageVersions(ImmutableArray<Node> Nodes, GitLabVersion Wanted) : SameOnAll(Nodes)
{
    /// <inheritdoc />
    public override string Id => "site.versions";

    /// <inheritdoc />
    public override string Title => "the same package version on all nodes, and the one that is wanted";

    /// <inheritdoc />
    protected override Command Command => Ask.Of(
        "grep build_version /opt/gitlab/version-manifest.json",
        "exec sed -n 's/.*\"build_version\" *: *\"\\([^\"]*\\)\".*/build_version \\1/p' /opt/gitlab/version-manifest.json");

    /// <inheritdoc />
    protected override Regex Fact => BuildVersion();

    /// <inheritdoc />
    protected override string Advice => AdviceFor([]);

    // A deployment changes no version of a running node, and no package goes back: an upgrade brings all to the newest.
    /// <inheritdoc />
    protected override string AdviceFor(IReadOnlyCollection<string> differing) =>
        $"Bring all nodes to one version: ./build.sh Upgrade --env NAME --to {differing.Select(GitLabVersion.Parse).Append(Wanted).Max()}";

    /// <inheritdoc />
    protected override Verdict Agreed(string fact, int nodes) => fact == Wanted.ToString()
        ? Verdict.Healthy($"{fact} on {nodes} nodes")
        : Verdict.Unhealthy($"{fact} on {nodes} nodes, wanted is {Wanted}", AdviceFor([fact]));

    [GeneratedRegex(@"^build_version (\d+\.\d+\.\d+)", RegexOptions.Multiline)]
    private static partial Regex BuildVersion();
}
