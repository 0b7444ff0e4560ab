using System.Globalization;
using GitLabHa.Core.Model;
using GitLabHa.Core.Rendering;

namespace GitLabHa.Core.Linting;

/// <summary>Deprecated and removed settings. A package finds only those that the version before it knew; this finds all.</summary>
internal sealed class RemovalRules(
    IReadOnlyDictionary<string, Deprecation> deprecations, SettingsKnowledge known, GitLabVersion version, List<LintFinding> findings)
{
    // Since 19.2 these belong to the virtual host of Rails. Before, gitlab_rails['nginx'] does nothing.
    private static readonly string[] RailsNginx = ["listen_https", "listen_port", "listen_addresses", "real_ip_", "proxy_", "ssl_"];

    /// <summary>Adds the findings about a setting; true when there were any.</summary>
    public bool Check(string path, RubyValue value)
    {
        var before = findings.Count;
        if (value is not RubyNil) Find(path, value);
        return findings.Count > before;
    }

    private void Find(string path, RubyValue value)
    {
        if (deprecations.TryGetValue(path, out var deprecation)) Judge(deprecation, path, value);
        var dot = path.IndexOf('.', StringComparison.Ordinal);
        if (dot < 0 || path.IndexOf('.', dot + 1) > 0) return;
        var (section, key) = (path[..dot], path[(dot + 1)..]);
        if (deprecations.TryGetValue($"{section}.*", out var all) && key is not ("enable" or "svlogd_prefix")) Judge(all, path, value);
        if (section == "nginx" && version.AtLeast(19, 2) && RailsNginx.Any(x => key.StartsWith(x, StringComparison.Ordinal)))
            Add(Severity.Warning, path, $"deprecated since 19.2: use gitlab_rails['nginx']['{key}']");
    }

    private void Judge(Deprecation deprecation, string path, RubyValue value)
    {
        if (!Concerns(deprecation.Key, value)) return;
        if (deprecation.RemovedIn is { } removed && version.AtLeast(removed.Major, removed.Minor))
        {
            // No longer in the version's list of removals, but a known setting: the name has a new meaning.
            var forgotten = version.AtLeast(deprecation.ListedUntil.Major, deprecation.ListedUntil.Minor + 1);
            if (forgotten && (known.Knows(path) || known.IsTopLevel(path))) return;
            Add(Severity.Error, path, $"removed in {Text(removed)}: {deprecation.Note}");
        }
        else if (version.AtLeast(deprecation.DeprecatedIn.Major, deprecation.DeprecatedIn.Minor))
        {
            var until = deprecation.RemovedIn is { } later ? $", refused from {Text(later)} on" : "";
            Add(Severity.Warning, path, $"deprecated since {Text(deprecation.DeprecatedIn)}{until}: {deprecation.Note}");
        }
    }

    // Some settings are refused only with certain values.
    private bool Concerns(string key, RubyValue value) => key switch
    {
        "git_data_dirs" => value is not RubyMap { Count: 0 },
        "grafana.enable" or "repmgr.enable" or "repmgrd.enable" or "unicorn.enable" => IsTrue(value),
        "mattermost.enable" => IsTrue(value) && version.AtLeast(19, 3),
        "praefect.failover_election_strategy" => value is RubyString text && text.Text.Masked is "sql" or "local",
        _ => true,
    };

    private static bool IsTrue(RubyValue value) => value is RubyBoolean { Value: true };

    private static string Text((int Major, int Minor) minor) => string.Create(CultureInfo.InvariantCulture, $"{minor.Major}.{minor.Minor}");

    private void Add(Severity severity, string key, string message) => findings.Add(new LintFinding(severity, key, message));
}
