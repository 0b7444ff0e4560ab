using System.Text.RegularExpressions;
using GitLabHa.Core.Rendering;

namespace GitLabHa.Core.Linting.Raises;

/// <summary>Values that the recipes and templates iterate, merge or build a URL with, and that Ruby cannot use like that.</summary>
internal static partial class KindRaises
{
    private const string RedisHost = "gitlab_rails.redis_host";
    private const string Sentinels = "gitlab_rails.redis_sentinels";

    private static readonly string[] Lists =
    [
        "consul.services",
        "gitlab_kas.redis_sentinels",
        "gitlab_pages.headers",
        "gitlab_rails.dependent_services",
        "gitlab_rails.monitoring_whitelist",
        "gitlab_rails.omniauth_providers",
        "gitlab_rails.redis_cache_cluster_nodes",
        "gitlab_rails.redis_cluster_rate_limiting_cluster_nodes",
        "gitlab_rails.redis_rate_limiting_cluster_nodes",
        Sentinels,
        "gitlab_rails.trusted_proxies",
        "logrotate.services",
        "nginx.gzip_types",
        "nginx.listen_addresses",
        "nginx.real_ip_trusted_addresses",
        "nginx.status.listen_addresses",
        "pages_nginx.listen_addresses",
        "patroni.allowlist",
        "pgbouncer.admin_users",
        "pgbouncer.stats_users",
        "postgresql.md5_auth_cidr_addresses",
        "postgresql.trust_auth_cidr_addresses",
        "redis.save",
        "registry.notifications",
        "registry_nginx.listen_addresses",
        "sidekiq.queue_groups",
        "sidekiq.routing_rules",
        "web_server.external_users",
    ];

    public static readonly RaiseRule[] All =
    [
        .. Lists.Select(List),
        List("gitlab_rails.action_cable_allowed_origins") with { Since = (18, 7) },
        List("gitlab_pages.rate_limit_subnets_allow_list") with { Since = (17, 3) },
        RaiseRule.When(
            "puma.worker_processes",
            x => x.Enabled("puma") && x["puma.worker_processes"] is RubyString,
            "expected a number without quotes"),
        new(x => Databases(x, "gitlab_rails.databases")),
        new(x => x.Serves("pgbouncer") ? Databases(x, "pgbouncer.databases") : []),
        RaiseRule.When(
            RedisHost,
            x => x.ConfiguresRails && x.Text(RedisHost) is { } host && !Host().IsMatch(host),
            "expected a host alone; the port is gitlab_rails['redis_port']"),
        RaiseRule.When(
            Sentinels,
            x => x.ConfiguresRails && x.List(Sentinels).OfType<RubyMap>().Any(y => !Host().IsMatch(NodeSettings.Text(y["host"]) ?? "")),
            "expected a host alone in each host; the port is a separate key"),
    ];

    private static RaiseRule List(string key) => RaiseRule.When(
        key,
        x => x.Serves(key.Split('.')[0]) && x[key] is RubyString or RubyInteger or RubyFloat && !IsEmpty(x[key]),
        "expected a list, even for one item");

    private static bool IsEmpty(RubyValue? value) => NodeSettings.Text(value) is "";

    private static IEnumerable<(string Key, string Message)> Databases(NodeSettings x, string key) => x.Map(key)
        .Where(y => y.Value is not (RubyMap or RubyNil))
        .Select(y => ($"{key}.{y.Key}", "expected keys and values"));

    // The host of a URI: https://www.rfc-editor.org/rfc/rfc3986#section-3.2.2
    [GeneratedRegex(
        @"\A(?:\[[0-9A-Fa-f:.]+\]|[0-9A-Fa-f.]*:[0-9A-Fa-f:.]*:[0-9A-Fa-f.]*|(?:[A-Za-z0-9._~!$&'()*+,;=-]|%[0-9A-Fa-f]{2})*)\z",
        RegexOptions.CultureInvariant)]
    private static partial Regex Host();
}
