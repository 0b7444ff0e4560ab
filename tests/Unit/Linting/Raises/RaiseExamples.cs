using System.Security.Cryptography;

namespace GitLabHa.Tests.Unit.Linting.Raises;

/// <summary>What the real libraries of Omnibus refused and took when they were run with it.</summary>
internal static class RaiseExamples
{
    private const string Gitlab = "external_url: http://gitlab.example.com, ";
    private static readonly string Bytes31 = Base64(31), Bytes32 = Base64(32), Bytes72 = Base64(72);
    private static readonly string PrivateKey = Pem(x => x.ExportRSAPrivateKeyPem());
    private static readonly string PublicKey = Pem(x => x.ExportSubjectPublicKeyInfoPem());

    public static IReadOnlyList<RaiseExample> All { get; } =
    [
        .. Urls(), .. Secrets(), .. Rails(), .. Redis(), .. Gitaly(), .. Services(), .. Kinds(),
    ];

    private static IEnumerable<RaiseExample> Urls() =>
    [
        new("registry_external_url", "registry_external_url: registry.example.com",
            "registry_external_url: 'https://registry.example.com:5050/'"),
        new("registry_external_url", "registry_external_url: http://registry.example.com/x",
            "registry_external_url: HTTP://registry.example.com"),
        new("registry_external_url", "registry_external_url: ftp://registry.example.com",
            "registry_external_url: http://registry_1.example.com"),
        new("registry_external_url", "registry_external_url: 'http://regi stry.example.com'", "registry_external_url: 'http://[::1]'"),
        new("registry_external_url", "registry_external_url: https://registry.example.com:x", "registry: { enable: false }"),
        new("registry_external_url", "registry_external_url: ''", "registry_external_url: false"),
        new("pages_external_url", "pages_external_url: pages.example.com", Gitlab + "pages_external_url: https://pages.example.com"),
        new("pages_external_url", Gitlab + "pages_external_url: http://pages.example.com/x",
            Gitlab + "pages_external_url: http://pages.example.com/"),
        new("mattermost_external_url", "mattermost_external_url: mm.example.com",
            "mattermost_external_url: http://mm.example.com", null, "18.11"),
        new("mattermost_external_url", "mattermost_external_url: http://mm.example.com/x", "mattermost: {}", null, "18.11"),
        new("gitlab_kas_external_url", Gitlab + "gitlab_kas_external_url: http://kas.example.com",
            Gitlab + "gitlab_kas_external_url: wss://kas.example.com"),
        new("gitlab_kas_external_url", Gitlab + "gitlab_kas_external_url: kas.example.com",
            Gitlab + "gitlab_kas_external_url: http://gitlab.example.com"),
        new("gitlab_kas_external_url", Gitlab + "gitlab_kas_external_url: kas",
            Gitlab + "gitlab_kas_external_url: kas, gitlab_kas: { enable: false }"),
        new("gitlab_kas_external_url", Gitlab + "gitlab_kas_external_url: kas",
            "gitlab_kas_external_url: kas") { Roles = "application_role" },
        new("gitlab_kas.listen_websocket", Gitlab + "gitlab_kas_external_url: ws://kas, gitlab_kas: { listen_websocket: false }",
            Gitlab + "gitlab_kas: { listen_websocket: false }"),
        new("gitlab_kas.internal_api_listen_network", "gitlab_kas: { internal_api_listen_network: udp }",
            "gitlab_kas: { internal_api_listen_network: tcp4 }"),
        new("pages_external_url", "pages_external_url: http://pages.example.com",
            "pages_external_url: http://pages.example.com, gitlab_pages: { gitlab_server: http://gitlab.example.com }"),
        new("gitlab_pages.enable", "gitlab_pages: { enable: true }", Gitlab + "gitlab_pages: { enable: true }"),
        new("oak.enable", "oak: { enable: true }", "oak: { enable: true, network_address: 10.0.0.1 }", "18.11"),
        new("oak.components.openbao.enable", OpenBao(""),
            OpenBao("external_url: http://bao.example.com, internal_url: http://10.0.0.1"), "19.0"),
        new("oak.components.openbao.external_url", OpenBao("external_url: bao, internal_url: http://10.0.0.1"),
            "oak: { enable: false }", "19.0"),
        new("oak.components.openbao.enable", OpenBao("external_url: http://bao"), "oak: {}", "19.0"),
    ];

    private static IEnumerable<RaiseExample> Secrets() =>
    [
        new("gitlab_rails.initial_root_password", "gitlab_rails: { initial_root_password: hunter2 }",
            "gitlab_rails: { initial_root_password: hunter22 }"),
        new("gitlab_rails.initial_root_password", "gitlab_rails: { initial_root_password: '' }",
            "gitlab_rails: { initial_root_password: null }"),
        new("gitlab_rails.initial_root_password", "gitlab_rails: { initial_root_password: 12345678 }",
            "gitlab_rails: { initial_root_password: false }"),
        new("gitlab_kas.api_secret_key", $"gitlab_kas: {{ api_secret_key: {Bytes31} }}", $"gitlab_kas: {{ api_secret_key: {Bytes32} }}"),
        new("gitlab_kas.api_secret_key", "gitlab_kas: { api_secret_key: topsecret }", "gitlab_kas: { api_secret_key: null }"),
        new("gitlab_kas.api_secret_key", $"gitlab_kas: {{ api_secret_key: \"{Bytes32}\\n\" }}", "gitlab_kas: {}"),
        new("gitlab_kas.private_api_secret_key", $"gitlab_kas: {{ private_api_secret_key: {Bytes31} }}",
            $"gitlab_kas: {{ private_api_secret_key: {Bytes32} }}"),
        new("gitlab_kas.websocket_token_secret_key", $"gitlab_kas: {{ websocket_token_secret_key: {Bytes32} }}",
            $"gitlab_kas: {{ websocket_token_secret_key: {Bytes72} }}", "17.7"),
        new("gitlab_pages.api_secret_key", $"gitlab_pages: {{ api_secret_key: {Bytes31} }}",
            $"gitlab_pages: {{ api_secret_key: {Bytes32} }}"),
        new("suggested_reviewers.api_secret_key", $"suggested_reviewers: {{ api_secret_key: {Bytes31} }}",
            $"suggested_reviewers: {{ api_secret_key: {Bytes32} }}", null, "18.8"),
        new("gitlab_rails.orbit_secret", $"gitlab_rails: {{ orbit_secret: {Bytes31} }}",
            $"gitlab_rails: {{ orbit_secret: {Bytes32} }}", "19.2"),
        new("gitlab_rails.ci_jwt_signing_key", "gitlab_rails: { ci_jwt_signing_key: topsecret }",
            $"gitlab_rails: {{ ci_jwt_signing_key: {PrivateKey} }}", null, "17.4"),
        new("gitlab_rails.ci_jwt_signing_key", $"gitlab_rails: {{ ci_jwt_signing_key: {PublicKey} }}", "gitlab_rails: {}", null, "17.4"),
        new("gitlab_ci.db_key_base", "gitlab_ci: { db_key_base: topsecret }, gitlab_rails: { db_key_base: othersecret }",
            "gitlab_ci: { db_key_base: topsecret }, gitlab_rails: { db_key_base: topsecret }"),
    ];

    private static IEnumerable<RaiseExample> Rails() =>
    [
        new("gitlab_rails.smtp_tls", "gitlab_rails: { smtp_enable: true, smtp_tls: true, smtp_enable_starttls_auto: true }",
            "gitlab_rails: { smtp_enable: true, smtp_tls: true, smtp_enable_starttls_auto: false }"),
        new("gitlab_rails.smtp_tls", "gitlab_rails: { smtp_enable: true, smtp_tls: true, smtp_enable_starttls_auto: true }",
            "gitlab_rails: { smtp_enable: false, smtp_tls: true, smtp_enable_starttls_auto: true }") { Roles = "redis_master_role" },
        new("gitlab_rails.smtp_authentication", "gitlab_rails: { smtp_enable: true, smtp_authentication: xoauth2 }",
            "gitlab_rails: { smtp_enable: true, smtp_authentication: LOGIN }", "19.0"),
        new("gitlab_rails.smtp_authentication", "gitlab_rails: { smtp_enable: true, smtp_authentication: true }",
            "gitlab_rails: { smtp_enable: true, smtp_authentication: none }", "19.0"),
        new("gitlab_rails.db_adapter", "gitlab_rails: { db_adapter: mysql2 }", "gitlab_rails: { db_adapter: postgresql }"),
        new("gitlab_rails.gitlab_ssh_host", "gitlab_rails: { gitlab_ssh_host: 'gitlab.example.com:2222' }",
            "gitlab_rails: { gitlab_ssh_host: gitlab.example.com }", "16.7"),
        new("gitlab_rails.gitlab_ssh_host", "gitlab_rails: { gitlab_ssh_host: git_lab.example.com }",
            "gitlab_rails: { gitlab_ssh_host: '::1' }", "16.7"),
        new("gitlab_rails.gitlab_ssh_host", "gitlab_rails: { gitlab_ssh_host: git@gitlab.example.com }",
            "gitlab_rails: { gitlab_ssh_host: '[::1]' }", "16.7"),
        new("gitlab_rails.max_request_duration_seconds", "gitlab_rails: { max_request_duration_seconds: 60 }",
            "gitlab_rails: { max_request_duration_seconds: 59.5 }"),
        new("gitlab_rails.max_request_duration_seconds", "gitlab_rails: { max_request_duration_seconds: '59' }",
            "gitlab_rails: { max_request_duration_seconds: 60 }, puma: { worker_timeout: 120 }"),
        new("puma.worker_timeout", "puma: { worker_timeout: 10 }", "puma: { worker_timeout: 20 }"),
        new("puma.worker_timeout", "puma: { worker_timeout: 19 }",
            "puma: { worker_timeout: 10 }, gitlab_rails: { max_request_duration_seconds: 9 }"),
    ];

    private static IEnumerable<RaiseExample> Redis() =>
    [
        new("redis_replica_role.enable", "redis: { master_ip: 10.0.0.1, password: x }, redis_replica_role: { enable: true }",
            "redis_replica_role: { enable: false }")
            { Roles = "redis_master_role" },
        new("redis.master_ip", "redis: { password: x }", "redis: { master_ip: 10.0.0.1, password: x }") { Roles = "redis_replica_role" },
        new("redis.master_ip", "redis: { master_password: x }",
            "redis: { master_ip: 10.0.0.1, master_password: x }") { Roles = "redis_sentinel_role" },
        new("redis.master_ip", "redis: { master: false, password: x }", "redis: { master: true }"),
        new("redis.master_password", "redis: { master_ip: 10.0.0.1 }",
            "redis: { master_ip: 10.0.0.1, password: x }") { Roles = "redis_replica_role" },
        new("redis.master_password", "redis: { master_ip: 10.0.0.1, password: x }",
            "sentinel: { enable: false }") { Roles = "redis_sentinel_role" },
        new("redis.announce_ip_from_hostname", "redis: { announce_ip: 10.0.0.1, announce_ip_from_hostname: true }",
            "redis: { announce_ip_from_hostname: true }", null, "17.1"),
        new("redis.tls_auth_clients", "redis: { tls_port: 6379, tls_auth_clients: 'yes' }", "redis: { tls_port: 6379 }"),
        new("redis.tls_auth_clients", "redis: { tls_port: 6379, tls_auth_clients: 'yes', tls_cert_file: /c }",
            "redis: { tls_port: 6379, tls_auth_clients: 'yes', tls_cert_file: /c, tls_key_file: /k }"),
        new("sentinel.tls_auth_clients", Sentinel("port: 0, tls_port: 26379, tls_auth_clients: 'yes'"),
            Sentinel("tls_port: 26379, tls_auth_clients: 'yes'")),
        new("sentinel.port", Sentinel("port: 0"), Sentinel("port: 0, tls_port: 26379")),
        new("sentinel.myid", Sentinel("myid: ABC"), Sentinel($"myid: {new string('a', 40)}")),
        new("gitlab_rails.redis_cache_cluster_nodes",
            Rails("redis_cache_cluster_nodes: [{ host: h }], redis_cache_sentinels: [{ host: h }]"),

            Rails("redis_cache_cluster_nodes: [{ host: h }]")),
        new("gitlab_rails.redis_queues_cluster_nodes", Rails("redis_queues_cluster_nodes: [{ host: h }]"),
            Rails("redis_queues_cluster_nodes: []")),
        new("gitlab_rails.redis_sessions_cluster_nodes", Rails("redis_sessions_cluster_nodes: [{ host: h }]"),
            Rails("enable: false, redis_sessions_cluster_nodes: [{ host: h }]")),
        .. Instances("shared_state", "trace_chunks", "repository_cache", "workhorse"),
        new("gitlab_rails.redis_rate_limiting_cluster_nodes",
            Rails("redis_rate_limiting_cluster_nodes: [a], redis_rate_limiting_sentinels: [a]"),

            Rails("redis_rate_limiting_cluster_nodes: [a], redis_rate_limiting_sentinels: []")),
        new("gitlab_rails.redis_cluster_rate_limiting_cluster_nodes",
            Rails("redis_cluster_rate_limiting_cluster_nodes: [a], redis_cluster_rate_limiting_sentinels: [a]"), Rails("")),
        new("gitlab_rails.redis_workhorse_instance", Rails("redis_workhorse_instance: 'redis://:top secret@h:6379'"),
            Rails("redis_workhorse_instance: 'redis://:top%20secret@h:6379'"), "16.7"),
        new("gitlab_rails.redis_shared_state_instance", Rails("redis_shared_state_instance: 'redis://:top#secret@h:6379'"),
            Rails("redis_shared_state_instance: 'unix:/run/redis.socket'"), "18.9"),
    ];

    private static IEnumerable<RaiseExample> Instances(params string[] names) => names.Select(x => new RaiseExample(
        $"gitlab_rails.redis_{x}_cluster_nodes",
        Rails($"redis_{x}_cluster_nodes: [{{ host: h }}]"), Rails($"redis_{x}_cluster_nodes: null")));

    private static IEnumerable<RaiseExample> Gitaly() =>
    [
        new("gitaly.configuration.storage", Storages("{ name: a, path: /x }, { name: b, path: /x/ }"),
            Storages("{ name: a, path: /x }, { name: b, path: /x/y }"), "17.0"),
        new("gitaly.configuration.storage", Storages("{ name: a, path: /x }, { name: b, path: /x }"),
            "gitaly: { enable: false, configuration: { storage: [{ name: a, path: /x }, { name: b, path: /x }] } }", "17.0"),
        new("gitaly.configuration.storage", Storages("{ name: a }"), Storages("{ name: a, path: relative }"), "17.0"),
        new("git_data_dirs", "git_data_dirs: { a: { path: /x }, b: { path: /x } }",
            "git_data_dirs: { a: { path: /x }, b: { path: /y } }", "17.0", "17.11"),
        new("git_data_dirs", "git_data_dirs: { a: { gitaly_address: x }, b: { gitaly_address: y } }",
            "git_data_dirs: { a: { gitaly_address: x } }", "17.0", "17.7"),
        new("gitlab_rails.repositories_storages", Rails("repositories_storages: { a: { path: /x }, b: { path: /x } }"),
            Rails("repositories_storages: { a: { gitaly_address: x }, b: { gitaly_address: x } }"), "17.8"),
        new("gitaly.configuration.graceful_restart_timeout", Grace("soon"), Grace("1m30s"), "18.8"),
        new("gitaly.configuration.graceful_restart_timeout", Grace("0s"), Grace("'60'"), "18.8"),
        new("gitaly.configuration.graceful_restart_timeout", Grace("60"), Grace("1.5h"), "18.8"),
        new("omnibus_gitconfig.system.core", "omnibus_gitconfig: { system: { core: [x] } }",
            "omnibus_gitconfig: { system: { core: [x=y] } }", null, "18.1"),
        new("omnibus_gitconfig.system.core", "omnibus_gitconfig: { system: { core: x=y } }",
            "omnibus_gitconfig: { system: { core: [x] } }, gitaly: { configuration: { git: { config: [] } } }", null, "18.1"),
    ];

    private static IEnumerable<RaiseExample> Services() =>
    [
        new("puma.exporter_tls_enabled", "puma: { exporter_enabled: true, exporter_tls_enabled: true }",
            "puma: { exporter_tls_enabled: true }"),
        new("puma.exporter_tls_enabled", "puma: { exporter_enabled: true, exporter_tls_enabled: true }",
            "puma: { enable: false, exporter_enabled: true, exporter_tls_enabled: true }"),
        new("sidekiq.exporter_tls_enabled", "sidekiq: { exporter_tls_enabled: true, exporter_tls_cert_path: /c }",
            "sidekiq: { exporter_tls_enabled: true, exporter_tls_cert_path: /c, exporter_tls_key_path: /k }"),
        new("sidekiq.exporter_tls_enabled", "sidekiq: { enable: false, exporter_tls_enabled: true }",
            "sidekiq: { metrics_enabled: false, exporter_tls_enabled: true }"),
        new("gitlab_exporter.tls_enabled", "gitlab_exporter: { tls_enabled: true }",
            "gitlab_exporter: { tls_enabled: true, tls_cert_path: /c, tls_key_path: /k }"),
        new("sidekiq.health_checks_listen_port", "sidekiq: { health_checks_listen_port: 8082 }",
            "sidekiq: { health_checks_listen_port: 8083 }")
            { Roles = "redis_master_role" },
        new("sidekiq.listen_port", "sidekiq: { listen_port: 8092, listen_address: localhost }",
            "sidekiq: { listen_port: 8092, listen_address: 10.0.0.1 }"),
        new("sidekiq.listen_port",
            "sidekiq: { listen_port: 8092, listen_address: 10.0.0.1, health_checks_listen_address: 10.0.0.2 }",

            "sidekiq: { listen_port: 8092, health_checks_enabled: false }"),
        new("gitlab_sshd.trusted_user_ca_keys", "gitlab_sshd: { trusted_user_ca_keys: ssh-rsa }",
            "gitlab_sshd: { trusted_user_ca_keys: [ssh-rsa] }", "18.11"),
        new("logrotate.services", "logrotate: { services: [nginx, ngnix] }",
            "logrotate: { services: [nginx, gitlab-workhorse, gitlab_pages] }"),
        new("postgresql.component_databases.gate", "postgresql: { component_databases: { gate: { enable: true } } }",
            "postgresql: { component_databases: { gate: { enable: true, user: gate }, other: {} } }", "19.2"),
        new("registry.notifications", "registry: { notifications: [{ name: geo_event, headers: { Authorization: x } }] }",
            "registry: { notifications: [{ name: geo_event, headers: { Authorization: [x] } }] }"),
        new("consul.configuration.cert_file", "consul: { configuration: { tls: { internal_rpc: {} }, cert_file: /c } }",
            "consul: { configuration: { tls: { defaults: {} }, cert_file: /c } }"),
    ];

    private static IEnumerable<RaiseExample> Kinds() =>
    [
        .. Lists("gitlab_rails.monitoring_whitelist", "gitlab_rails.trusted_proxies", "gitlab_rails.omniauth_providers",
            "gitlab_rails.redis_sentinels",
            "gitlab_rails.redis_cache_cluster_nodes", "gitlab_rails.redis_rate_limiting_cluster_nodes",
            "gitlab_rails.dependent_services",
            "gitlab_rails.redis_cluster_rate_limiting_cluster_nodes", "logrotate.services", "nginx.gzip_types",
            "nginx.listen_addresses", "nginx.real_ip_trusted_addresses", "nginx.status.listen_addresses",
            "postgresql.md5_auth_cidr_addresses",
            "postgresql.trust_auth_cidr_addresses", "redis.save", "sidekiq.queue_groups", "sidekiq.routing_rules",
            "web_server.external_users",
            "gitlab_kas.redis_sentinels"),
        Enabled("consul.services"), Enabled("patroni.allowlist"), Enabled("pgbouncer.admin_users"), Enabled("pgbouncer.stats_users"),
        new("gitlab_pages.headers", Gitlab + "gitlab_pages: { enable: true, headers: x }", "gitlab_pages: { headers: x }"),
        new("gitlab_pages.rate_limit_subnets_allow_list",
            Gitlab + "gitlab_pages: { enable: true, rate_limit_subnets_allow_list: 10.0.0.0/8 }",
            Gitlab + "gitlab_pages: { enable: true, rate_limit_subnets_allow_list: [10.0.0.0/8] }", "17.3"),
        new("gitlab_rails.action_cable_allowed_origins", "gitlab_rails: { action_cable_allowed_origins: x }",
            "gitlab_rails: { action_cable_allowed_origins: [x] }", "18.7"),
        new("pages_nginx.listen_addresses",
            Gitlab + "gitlab_pages: { enable: true }, pages_nginx: { listen_addresses: x }", "pages_nginx: { listen_addresses: x }"),
        new("registry.notifications", "registry: { enable: true, notifications: x }", "registry: { enable: true, notifications: [] }"),
        new("registry_nginx.listen_addresses",
            "registry_external_url: http://r, registry_nginx: { listen_addresses: 5 }", "registry_nginx: { listen_addresses: 5 }"),
        new("puma.worker_processes", "puma: { worker_processes: '2' }", "puma: { worker_processes: 2 }"),
        new("gitlab_rails.databases.main",
            Rails("databases: { main: x }"), Rails("databases: { main: { db_host: x } }")),
        new("pgbouncer.databases.main", "pgbouncer: { enable: true, databases: { main: x } }", "pgbouncer: { databases: { main: x } }"),
        new("gitlab_rails.redis_host", Rails("redis_host: 'redis.example.com:6379'"), Rails("redis_host: redis_1.example.com")),
        new("gitlab_rails.redis_host", Rails("redis_host: 'redis://h'"), Rails("redis_host: null")),
        new("gitlab_rails.redis_sentinels", Rails("redis_sentinels: [{ host: '10.0.0.1:26379' }]"),
            Rails("redis_sentinels: [{ host: 10.0.0.1, port: 26379 }]")),
    ];

    private static IEnumerable<RaiseExample> Lists(params string[] keys) => keys.Select(x => x.Split('.')).Select(x => new RaiseExample(
        string.Join('.', x), Nested(x, "x"), Nested(x, "[]")));

    private static RaiseExample Enabled(string key) => key.Split('.') is [var section, var name]
        ? new RaiseExample(key, $"{section}: {{ enable: true, {name}: x }}", $"{section}: {{ {name}: x }}")
        : throw new ArgumentException(key, nameof(key));

    private static string Nested(string[] path, string value) =>
        path.Length == 1 ? $"{path[0]}: {value}" : $"{path[0]}: {{ {Nested(path[1..], value)} }}";

    private static string Rails(string settings) => $"gitlab_rails: {{ {settings} }}";

    private static string Sentinel(string settings) =>
        $"redis: {{ master_ip: 10.0.0.1, master_password: x }}, sentinel: {{ enable: true, {settings} }}";

    private static string Storages(string storages) => $"gitaly: {{ configuration: {{ storage: [{storages}] }} }}";

    private static string Grace(string duration) => $"gitaly: {{ configuration: {{ graceful_restart_timeout: {duration} }} }}";

    private static string OpenBao(string settings) =>
        $"oak: {{ enable: true, network_address: 10.0.0.1, components: {{ openbao: {{ enable: true, {settings} }} }} }}";

    private static string Base64(int bytes) => Convert.ToBase64String([.. Enumerable.Range(0, bytes).Select(x => (byte)x)]);

    private static string Pem(Func<RSA, string> export)
    {
        using var rsa = RSA.Create(1024);
        return $"\"{export(rsa).Replace("\n", "\\n", StringComparison.Ordinal)}\"";
    }
}
