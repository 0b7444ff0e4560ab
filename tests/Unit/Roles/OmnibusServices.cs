using GitLabHa.Core.Model;
using GitLabHa.Core.Rendering;

namespace GitLabHa.Tests.Unit.Roles;

/// <summary>
/// What a version of Omnibus makes of a gitlab.rb: which services are enabled, and which ports they take. A small model of its
/// libraries, as data: roles in its own order, the all-in-one default without any of them, an explicit <c>enable</c> above all.
/// Source: https://gitlab.com/gitlab-org/omnibus-gitlab/-/tree/master/files/gitlab-cookbooks/package/libraries/config
/// </summary>
internal sealed class OmnibusServices(GitlabRb rb, GitLabVersion version)
{
    private static readonly string[] System = ["logrotate", "node_exporter"];

    private static readonly string[] Rails = ["puma", "sidekiq", "gitlab_workhorse", "gitlab_exporter", "gitaly", "gitlab_kas"];

    private static readonly string[] Default =
        [.. Rails, "redis", "redis_exporter", "postgresql", "postgres_exporter", "nginx", "prometheus", "alertmanager"];

    private static readonly string[] Monitoring =
        ["prometheus", "alertmanager", "node_exporter", "gitlab_exporter", "redis_exporter", "postgres_exporter", "pgbouncer_exporter"];

    private static readonly string[] Geo = ["geo_primary_role", "geo_secondary_role", "backup_role"];

    private IEnumerable<string> Roles => rb.Roles.Concat(
        rb.Sections.Select(x => x.Key).Where(x => x.EndsWith("_role", StringComparison.Ordinal) && Said(x) == true));

    /// <summary>The services that a reconfigure turns on.</summary>
    internal IReadOnlySet<string> Enabled()
    {
        var roles = Roles.ToHashSet();
        if (roles.IsSupersetOf(["redis_master_role", "redis_replica_role"]))
            throw new InvalidOperationException("a master and a replica on one machine");
        var services = System.ToHashSet();
        if (!roles.Except(Geo).Any()) services.UnionWith(Said("gitlab_rails") == false ? Default.Except(Rails) : Default);
        foreach (var role in roles) services.UnionWith(Of(role));
        if (Said("prometheus_monitoring") == false) services.ExceptWith(Monitoring);
        Exporter("postgres_exporter", "postgresql");
        Exporter("redis_exporter", "redis");
        foreach (var (section, _) in rb.Sections.Where(x => Known(x.Key)))
            if (Said(section) is { } said) Set(section, said);
        return services;

        void Exporter(string exporter, string of) => Set(exporter, Said(of) ?? services.Contains(of));

        void Set(string service, bool on)
        {
            if (on) services.Add(service);
            else services.Remove(service);
        }
    }

    /// <summary>Whether the configuration of Rails is written, as Puma, Sidekiq and the creation of the main database need.</summary>
    internal bool ConfiguresRails()
    {
        if (Said("gitlab_rails") is { } said) return said;
        if (!version.AtLeast(17, 5)) return true;
        // The first role with an opinion decides, in this order; all others switch it off.
        string[] on = ["application_role", SidekiqTakesRails() ? "sidekiq_role" : "", "postgres_role", "patroni_role"];
        return Roles.Except(Geo).All(x => x == "sidekiq_role") || Roles.Any(on.Contains);
    }

    // Since 18.7, and since these patches of the minors before.
    private bool SidekiqTakesRails() => version >= new GitLabVersion(18, 4, 5)
        && !(version.MinorText is "18.5" && version.Patch < 3) && !(version.MinorText is "18.6" && version.Patch < 1);

    /// <summary>The ports that the enabled services take.</summary>
    internal IEnumerable<(string Service, int Port)> Ports() =>
        Enabled().SelectMany(service => PortsOf(service).Select(port => (service, port)));

    private static bool Known(string section) => section is not ("gitlab_rails" or "prometheus_monitoring" or "letsencrypt")
        && !section.EndsWith("_role", StringComparison.Ordinal);

    private string[] Of(string role) => role switch
    {
        "application_role" => version.AtLeast(17, 4) ? [.. Rails, "nginx"] : Rails,
        "sidekiq_role" => ["sidekiq"],
        "postgres_role" => ["postgresql", "postgres_exporter"],
        "patroni_role" => ["patroni", "postgresql", "postgres_exporter", "consul"],
        "pgbouncer_role" => ["pgbouncer", "pgbouncer_exporter", "consul"],
        "redis_master_role" or "redis_replica_role" => ["redis", "redis_exporter"],
        "redis_sentinel_role" => ["sentinel"],
        "consul_role" => ["consul"],
        "monitoring_role" => ["prometheus", "alertmanager", "node_exporter"],
        "gitaly_role" when version.AtLeast(17, 6) => ["gitaly"],
        "pages_role" => ["gitlab_pages", "nginx"],
        _ => throw new InvalidOperationException($"{version} has no {role}"),
    };

    private IEnumerable<int> PortsOf(string service) => service switch
    {
        "consul" => [8300, 8301, 8302, 8500, 8600],
        "redis" => [Number("redis", "port", 0)],
        "sentinel" => [Number("sentinel", "port", 26379)],
        // Under Patroni it is the same daemon.
        "postgresql" => [Number("postgresql", "port", 5432)],
        "patroni" => [Number("patroni", "port", 8008)],
        "pgbouncer" => [Number("pgbouncer", "listen_port", 6432)],
        "praefect" =>
            [Of("praefect", "configuration", "listen_addr", 2305), Of("praefect", "configuration", "prometheus_listen_addr", 9652)],
        "gitaly" => [Of("gitaly", "configuration", "listen_addr", 0), Of("gitaly", "configuration", "prometheus_listen_addr", 9236)],
        "nginx" => [HttpPort(), 8060],
        "puma" => [Number("puma", "port", 8080)],
        "gitlab_workhorse" => [Address(rb, "gitlab_workhorse", "prometheus_listen_addr", 9229)],
        "gitlab_exporter" => [Number("gitlab_exporter", "listen_port", 9168)],
        "sidekiq" => [Number("sidekiq", "listen_port", 8082), Number("sidekiq", "health_checks_listen_port", 8092)],
        "alertmanager" => [Address(rb, "alertmanager", "listen_address", 9093), 9094],
        "prometheus" => [Address(rb, "prometheus", "listen_address", 9090)],
        "node_exporter" => [Address(rb, "node_exporter", "listen_address", 9100)],
        "redis_exporter" => [Address(rb, "redis_exporter", "listen_address", 9121)],
        "postgres_exporter" => [Address(rb, "postgres_exporter", "listen_address", 9187)],
        "pgbouncer_exporter" => [Address(rb, "pgbouncer_exporter", "listen_address", 9188)],
        "logrotate" => [],
        _ => throw new InvalidOperationException($"no port is known of {service}"),
    };

    private int HttpPort() => version.AtLeast(19, 2) && Section("gitlab_rails")["nginx"] is RubyMap nginx
        ? (int)((RubyInteger)nginx["listen_port"]!).Value
        : Number("nginx", "listen_port", 80);

    private int Of(string section, string key, string inner, int otherwise) =>
        Section(section)[key] is RubyMap map && map[inner] is RubyString text ? Port(text) : otherwise;

    private static int Address(GitlabRb rb, string section, string key, int otherwise) =>
        rb.Sections[section] is RubyMap map && map[key] is RubyString text ? Port(text) : otherwise;

    private static int Port(RubyString text) =>
        int.Parse(text.Text.Masked.Split(':')[^1], global::System.Globalization.CultureInfo.InvariantCulture);

    private int Number(string section, string key, int otherwise) =>
        Section(section)[key] is RubyInteger number ? (int)number.Value : otherwise;

    private RubyMap Section(string name) => rb.Sections[name] as RubyMap ?? RubyMap.Empty;

    private bool? Said(string section) => (Section(section)["enable"] as RubyBoolean)?.Value;
}
