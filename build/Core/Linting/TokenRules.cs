using GitLabHa.Core.Rendering;

namespace GitLabHa.Core.Linting;

/// <summary>
/// The token that Rails uses for Praefect must not be valid on the Gitaly nodes behind it.
/// Source: https://docs.gitlab.com/administration/gitaly/praefect/configure/#secrets
/// </summary>
internal static class TokenRules
{
    public static void Check(GitlabRb rb, List<LintFinding> findings)
    {
        if ((rb.Sections["praefect"] as RubyMap)?["configuration"] is not RubyMap praefect) return;
        if ((praefect["auth"] as RubyMap)?["token"] is not RubyString external) return;
        // Strings compare by the hash of their content, so nothing is revealed here.
        if (Maps(praefect["virtual_storage"]).SelectMany(x => Maps(x["node"])).Any(x => external.Equals(x["token"] as RubyString)))
            findings.Add(
                new LintFinding(
                    Severity.Error,
                    "praefect.configuration.auth.token",
                    "the external token is also the internal one of a Gitaly node: use two different tokens"));
    }

    private static IEnumerable<RubyMap> Maps(RubyValue? value) => value is RubyList list ? list.Items.OfType<RubyMap>() : [];
}
