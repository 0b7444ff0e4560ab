using System.Globalization;
using GitLabHa.Core.Model;
using GitLabHa.Core.Rendering;

namespace GitLabHa.Core.Linting;

/// <summary>Names: an unknown one at the top level stops reconfigure, one below it is silently ignored.</summary>
internal sealed class NameRules(SettingsKnowledge known, GitLabVersion version, List<LintFinding> findings)
{
    // The lists contain some children of these, but GitLab accepts any.
    private static readonly HashSet<string> FreeForm =
    [
        "patroni.postgresql", "gitaly.configuration", "praefect.configuration", "consul.configuration", "pgbouncer.users",
        "pgbouncer.databases",
        "gitlab_rails.object_store", "gitlab_rails.databases", "gitlab_rails.clickhouse_databases", "gitlab_rails.db_load_balancing",
        "registry.redis",
    ];

    public void OmnibusRole(string role)
    {
        if (TooNew(role, "roles")) return;
        if (role.EndsWith("_role", StringComparison.Ordinal) && IsTopLevel(role)) return;
        Error("roles", $"{version} has no role {role}{Hint(known.NearestTopLevel(role))}");
    }

    public void Call(string name, RubyValue value)
    {
        if (!TopLevel(name)) return;
        if (known.HasChildren(name) && value is not RubyMap) Error(name, "holds settings: write keys and values below it");
    }

    public void Section(string name)
    {
        // As name['key'] = value these would be a Ruby error, or have no effect.
        if (TopLevel(name) && (name is "git_data_dirs" or "runtime_dir" or "roles" || name.EndsWith("_url", StringComparison.Ordinal)))
            Error(name, "is called with one value and holds no settings");
    }

    public void Setting(string parent, string key, string path)
    {
        if (TooNew(path, path) || known.Knows(path) || IsFree(parent)) return;
        // The lists lack names that have neither a default nor a line in the template: so this is no error.
        findings.Add(
            new LintFinding(
                Severity.Warning,
                path,
                $"{version} may not know this setting; it ignores unknown settings{Hint(Nearest(parent, key, path))}"));
    }

    private bool IsFree(string parent) =>
        !known.HasChildren(parent)
        || FreeForm.Contains(parent)
        || parent.Contains('.', StringComparison.Ordinal) && (known.IsSetting(parent) || parent.EndsWith(".env", StringComparison.Ordinal)
            || parent.EndsWith(".flags", StringComparison.Ordinal) || parent.EndsWith(".proxy_set_headers", StringComparison.Ordinal)
            || FreeForm.Any(x => parent.StartsWith(x, StringComparison.Ordinal)));

    private string? Nearest(string parent, string key, string path) =>
        known.NearestSetting(parent, path) is { } nearest && nearest != key ? $"{parent}.{nearest}" : null;

    private bool TopLevel(string name)
    {
        if (TooNew(name, name)) return false;
        if (IsTopLevel(name)) return true;
        Error(name, $"{version} does not know this name: reconfigure stops{Hint(known.NearestTopLevel(name))}");
        return false;
    }

    private bool IsTopLevel(string name) =>
        !(SettingHistory.UnknownSince.TryGetValue(name, out var since) && version.AtLeast(since.Major, since.Minor))
            && known.IsTopLevel(name);

    private bool TooNew(string name, string key)
    {
        if (!SettingHistory.Since.TryGetValue(name, out var since) || version.AtLeast(since.Major, since.Minor)) return false;
        Error(key, string.Create(CultureInfo.InvariantCulture, $"{name} needs {since.Major}.{since.Minor} or later, this is {version}: "
            + $"{since.Before}"));
        return true;
    }

    private void Error(string key, string message) => findings.Add(new LintFinding(Severity.Error, key, message));

    private static string Hint(string? nearest) => nearest is null ? "" : $"; did you mean {nearest}?";
}
