using GitLabHa.Core.Linting.Raises;
using GitLabHa.Core.Model;
using GitLabHa.Core.Rendering;

namespace GitLabHa.Core.Linting;

/// <summary>
/// Finds what a version of Omnibus would refuse or silently ignore, before a node is changed.
/// Source: https://docs.gitlab.com/omnibus/settings/configuration/
/// </summary>
public sealed class GitlabRbLinter
{
    private readonly List<LintFinding> _findings = [];
    private readonly GitLabVersion _version;
    private readonly HashSet<string> _overridden = [];
    private readonly NameRules _names;
    private readonly RemovalRules _removals;
    private bool _prefixed;

    private GitlabRbLinter(GitLabVersion version)
    {
        _version = version;
        var known = SettingsKnowledge.For(version);
        _names = new NameRules(known, version, _findings);
        _removals = new RemovalRules(DeprecationKnowledge.All, known, version, _findings);
    }

    /// <summary>The findings in the order of the settings; linear in the number of settings.</summary>
    public static IReadOnlyList<LintFinding> Lint(GitlabRb rb, GitLabVersion version)
    {
        var linter = new GitlabRbLinter(version);
        linter.File(rb);
        RaiseRules.Check(rb, version, linter._findings);
        // A setting that is refused needs no second finding about an unusual kind of value.
        var refused = linter._findings.Where(x => x.Severity == Severity.Error).Select(x => x.Key).ToHashSet();
        return [.. linter._findings.Where(x => x.Severity == Severity.Error || !refused.Contains(x.Key))];
    }

    private void File(GitlabRb rb)
    {
        // Omnibus writes the prefix of a hash for auth_type md5 alone.
        _prefixed = rb.Sections["pgbouncer"] is RubyMap pool && pool["auth_type"] is RubyString { Text.Masked: not "md5" };
        _overridden.UnionWith(rb.Overridden.Select(x => x.Key));
        foreach (var role in rb.Roles) _names.OmnibusRole(role);
        foreach (var (name, value) in rb.Calls)
        {
            _names.Call(name, value);
            _removals.Check(name, value);
        }

        foreach (var (name, value) in rb.Sections)
        {
            _names.Section(name);
            _removals.Check(name, value);
            Walk(name, value);
        }

        TokenRules.Check(rb, _findings);
        OwnedRules.Check(rb, _findings);
    }

    private void Walk(string path, RubyValue value)
    {
        switch (value)
        {
            case RubyMap map:
                foreach (var (key, inner) in map) Setting(path, key, inner);
                break;
            case RubyList list:
                // Lists of addresses are as long as the environment; only what has keys can be wrong here.
                foreach (var item in list.Items.OfType<RubyMap>()) Walk(path, item);
                break;
            default:
                ValueRules.Check(path, value, _prefixed, _findings);
                // A setting that is refused needs no advice about the secrets store.
                if (!_overridden.Contains(path)) ClearTextRules.Check(path, value, _findings);
                break;
        }
    }

    private void Setting(string parent, string key, RubyValue value)
    {
        var path = $"{parent}.{key}";
        if (!_removals.Check(path, value))
        {
            _names.Setting(parent, key, path);
            KindRules.Check(path, value, _version, _findings);
        }

        Walk(path, value);
    }
}
