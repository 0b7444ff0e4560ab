using System.Net;
using GitLabHa.Core.Rendering;

namespace GitLabHa.Core.Linting.Raises;

/// <summary>Exporters, Sidekiq, the SSH daemon, the registry, logrotate and PostgreSQL.</summary>
internal static class ServiceRaises
{
    private static readonly string[] OldConsulTls =
    [
        "cert_file", "key_file", "ca_file", "ca_path", "tls_min_version", "tls_cipher_suites",
        "verify_incoming", "verify_incoming_rpc", "verify_incoming_https", "verify_outgoing", "verify_server_hostname",
    ];

    private const string Notifications = "registry.notifications";
    private const string CaKeys = "gitlab_sshd.trusted_user_ca_keys";
    private const string Health = "sidekiq.health_checks_listen_port";

    public static readonly RaiseRule[] All =
    [
        Exporter("puma", x => x.Enabled("puma") && x.Is("puma.exporter_enabled") && x.Is("puma.exporter_tls_enabled"), "exporter_tls"),
        Exporter("sidekiq", x => x.Is("sidekiq.metrics_enabled", otherwise: true) && x.Is("sidekiq.exporter_tls_enabled"), "exporter_tls"),
        Exporter("gitlab_exporter", x => x.Is("gitlab_exporter.tls_enabled"), "tls"),
        RaiseRule.When(
            Health,
            SharesPort,
            "Sidekiq's health checks and its metrics share the port: give them different ones, as 8092 and 8082 by default",
            "sidekiq.listen_port",
            "sidekiq.health_checks_listen_address",
            "sidekiq.listen_address"),
        RaiseRule.When(CaKeys, x => x[CaKeys] is not (null or RubyList), "expected a list of keys") with { Since = (18, 11) },
        new(Logrotate),
        new(ComponentDatabases) { Since = (19, 2) },
        new(GeoNotification),
        new(ConsulTls),
    ];

    private static RaiseRule Exporter(string section, Func<NodeSettings, bool> serves, string prefix) => RaiseRule.When(
        $"{section}.{prefix}_enabled",
        x => serves(x) && !(x.Is($"{section}.{prefix}_cert_path") && x.Is($"{section}.{prefix}_key_path")),
        $"it needs {section}['{prefix}_cert_path'] and {section}['{prefix}_key_path']");

    // Two addresses count as one when neither, or each, is a loopback address.
    private static bool SharesPort(NodeSettings x)
    {
        if (!x.Is("sidekiq.metrics_enabled", otherwise: true) || !x.Is("sidekiq.health_checks_enabled", otherwise: true)) return false;
        if (!(x["sidekiq.listen_port"] ?? 8082).Equals(x[Health] ?? 8092)) return false;
        var (metrics, health) = (x["sidekiq.listen_address"] ?? "127.0.0.1", x["sidekiq.health_checks_listen_address"] ?? "127.0.0.1");
        return metrics.Equals(health) || (IsLoopback(metrics) is { } loopback && loopback == IsLoopback(health));
    }

    // Null for a name that only the node can look up.
    private static bool? IsLoopback(RubyValue address) => NodeSettings.Text(address) switch
    {
        "localhost" => true,
        { } text when IPAddress.TryParse(text, out var ip) => IPAddress.IsLoopback(ip),
        _ => null,
    };

    private static IEnumerable<(string Key, string Message)> Logrotate(NodeSettings x) => x.List("logrotate.services").OfType<RubyString>()
        .Select(y => y.Text.Masked)
        .Where(y => !SettingsKnowledge.For(x.Version).IsTopLevel(y.Replace('-', '_')))
        .Select(y => ("logrotate.services", $"'{y}' is no service of {x.Version}"));

    private static IEnumerable<(string Key, string Message)> ComponentDatabases(NodeSettings x) => x.Map("postgresql.component_databases")
        .Where(y => y.Value is RubyMap map && map["enable"] is RubyBoolean { Value: true } && IsEmpty(map["user"]))
        .Select(y => ($"postgresql.component_databases.{y.Key}", "an enabled database needs its user"));

    private static bool IsEmpty(RubyValue? value) => value is null or RubyNil || NodeSettings.Text(value)?.Length == 0;

    private static IEnumerable<(string Key, string Message)> GeoNotification(NodeSettings x) => x.List(Notifications).OfType<RubyMap>()
        .Where(y => NodeSettings.Text(y["name"]) == "geo_event" && !x.Is("gitlab_rails.registry_notification_secret"))
        .Where(y => (y["headers"] as RubyMap)?["Authorization"] is not RubyList)
        .Select(_ => (Notifications, "the endpoint geo_event needs headers.Authorization as a list whose last item is the secret"));

    // Omnibus moves the old settings there.
    private static IEnumerable<(string Key, string Message)> ConsulTls(NodeSettings x) =>
        x.Is("consul.configuration.tls") && x["consul.configuration.tls.defaults"] is null
            ? OldConsulTls.Where(y => x[$"consul.configuration.{y}"] is not null && x[$"consul.configuration.tls.{y}"] is null)
                .Select(y => ($"consul.configuration.{y}", "write it below consul['configuration']['tls']['defaults']"))
            : [];
}
