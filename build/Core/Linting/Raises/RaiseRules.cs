using GitLabHa.Core.Model;
using GitLabHa.Core.Rendering;

namespace GitLabHa.Core.Linting.Raises;

/// <summary>
/// What the libraries of Omnibus refuse when reconfigure runs. ../../Knowledge/raises.md lists what they raise, and what is a rule here.
/// Source: the tags of https://gitlab.com/gitlab-org/omnibus-gitlab, files/gitlab-cookbooks
/// </summary>
internal static class RaiseRules
{
    /// <summary>All rules of all versions.</summary>
    public static IReadOnlyList<RaiseRule> All { get; } =
    [
        .. UrlRaises.All, .. SecretRaises.All, .. RailsRaises.All, .. RedisRaises.All, .. GitalyRaises.All, .. ServiceRaises.All,
        .. KindRaises.All,
    ];

    /// <summary>Adds a finding for everything that stops reconfigure in this version.</summary>
    public static void Check(GitlabRb rb, GitLabVersion version, List<LintFinding> findings)
    {
        var settings = new NodeSettings(rb, version);
        foreach (var (key, message) in All.Where(x => x.AppliesTo(version)).SelectMany(x => x.Find(settings)))
            findings.Add(new LintFinding(Severity.Error, key, $"reconfigure stops: {message}"));
    }
}
