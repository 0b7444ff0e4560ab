using System.Globalization;
using GitLabHa.Core.Model;
using GitLabHa.Core.Rendering;

namespace GitLabHa.Core.Linting.Raises;

/// <summary>The settings of one node as Ruby sees them: a missing key is nil, and all but nil and false is true.</summary>
internal sealed class NodeSettings(GitlabRb rb, GitLabVersion version)
{
    // The services of Omnibus' roles that rules ask for. Source: package/libraries/config/services.rb of the tags.
    private static readonly Dictionary<string, string[]> RolesOf = new()
    {
        ["consul"] = ["consul_role", "patroni_role", "pgbouncer_role"],
        ["gitaly"] = ["application_role", "gitaly_role"],
        ["puma"] = ["application_role"],
        ["gitlab_kas"] = ["application_role"],
        ["nginx"] = ["application_role", "pages_role"],
        ["patroni"] = ["patroni_role"],
        ["pgbouncer"] = ["pgbouncer_role"],
        ["postgresql"] = ["postgres_role", "patroni_role"],
        ["sidekiq"] = ["application_role", "sidekiq_role"],
        ["gitlab_workhorse"] = ["application_role"],
        ["gitlab_exporter"] = ["application_role"],
        ["redis"] = ["redis_master_role", "redis_replica_role"],
        ["redis_exporter"] = ["redis_master_role", "redis_replica_role"],
        ["sentinel"] = ["redis_sentinel_role"],
    };

    /// <summary>The version of the node.</summary>
    public GitLabVersion Version => version;

    /// <summary>The value of a dotted setting or of a call such as registry_external_url; null when it is missing or nil.</summary>
    public RubyValue? this[string path] => Find(path) is var value and not RubyNil ? value : null;

    /// <summary>The first of the settings that the node has, though it may be nil.</summary>
    public string? Written(IEnumerable<string> paths) => paths.FirstOrDefault(x => Find(x) is not null);

    /// <summary>Whether the setting counts as true.</summary>
    public bool Is(string path, bool otherwise = false) => this[path] is { } value ? value is not RubyBoolean { Value: false } : otherwise;

    /// <summary>The revealed text, or null when it is none; it must not become part of a message.</summary>
    public string? Text(string path) => Text(this[path]);

    /// <summary>The revealed text of a value, or null when it is none; it must not become part of a message.</summary>
    public static string? Text(RubyValue? value) => value is RubyString { Text: var text } ? text.Reveal() : null;

    /// <summary>Whether the setting holds a text, a list or a map with something in it.</summary>
    public bool IsFilled(string path) => this[path] switch
    {
        RubyString text => text.Text.Reveal().Length > 0,
        RubyList list => list.Items.Length > 0,
        RubyMap map => map.Count > 0,
        _ => false,
    };

    /// <summary>The entries of a map; none when it is something else.</summary>
    public IEnumerable<KeyValuePair<string, RubyValue>> Map(string path) => this[path] as RubyMap ?? RubyMap.Empty;

    /// <summary>The items of a list; none when it is something else.</summary>
    public IEnumerable<RubyValue> List(string path) => this[path] is RubyList list ? list.Items : [];

    /// <summary>What <c>to_i</c> makes of the value: a text counts by its leading digits.</summary>
    public long Integer(string path, long otherwise = 0) => this[path] switch
    {
        null => otherwise,
        RubyInteger number => number.Value,
        RubyFloat number => (long)number.Value,
        RubyString text => Leading(text.Text.Reveal()),
        _ => 0,
    };

    /// <summary>Whether Omnibus enables the service: an explicit <c>enable</c> wins over the roles of Omnibus.</summary>
    public bool Enabled(string service) => this[$"{service}.enable"] is { } said
        ? said is not RubyBoolean { Value: false }
        : HasRoles ? RolesOf[service].Any(HasRole) : service is not ("sentinel" or "consul" or "patroni" or "pgbouncer");

    /// <summary>Whether the recipes and templates read the section on this node.</summary>
    public bool Serves(string section) => section switch
    {
        "gitlab_rails" => ConfiguresRails,
        "logrotate" or "web_server" => true,
        "gitlab_pages" => Is("gitlab_pages.enable", otherwise: Is("pages_external_url") || HasRole("pages_role")),
        "registry" => Is("registry.enable", otherwise: Is("registry_external_url")),
        "pages_nginx" => Serves("gitlab_pages") && Enabled("nginx"),
        "registry_nginx" => Serves("registry") && Enabled("nginx"),
        _ => Enabled(section),
    };

    /// <summary>Whether reconfigure writes the configuration of Rails.</summary>
    public bool ConfiguresRails => Is("gitlab_rails.enable", otherwise: !HasRoles || HasRole("application_role") || HasRole("sidekiq_role")
        || HasRole("postgres_role") || HasRole("patroni_role") || !version.AtLeast(17, 5));

    /// <summary>Whether the node has the role of Omnibus.</summary>
    public bool HasRole(string role) => rb.Roles.Contains(role) || Is($"{role}.enable");

    private RubyValue? Find(string path)
    {
        var keys = path.Split('.');
        var value = rb.Sections[keys[0]] ?? rb.Calls[keys[0]];
        foreach (var key in keys.AsSpan(1)) value = (value as RubyMap)?[key];
        return value;
    }

    private bool HasRoles => rb.Roles.Any(IsService)
        || rb.Sections.Any(x => x.Key.EndsWith("_role", StringComparison.Ordinal) && IsService(x.Key) && HasRole(x.Key));

    // These only add services.
    private static bool IsService(string role) => role is not ("geo_primary_role" or "geo_secondary_role" or "backup_role");

    private static long Leading(string text)
    {
        var digits = string.Concat(text.TrimStart().TakeWhile(char.IsAsciiDigit));
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
    }
}
