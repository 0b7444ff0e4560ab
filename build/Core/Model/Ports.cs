namespace GitLabHa.Core.Model;

/// <summary>The ports of the reference architecture. Source: https://docs.gitlab.com/administration/package_information/defaults/</summary>
public static class Ports
{
    /// <summary>sshd, unless connection.port is another one.</summary>
    public const int Ssh = 22;

    /// <summary>Redis.</summary>
    public const int Redis = 6379;

    /// <summary>Sentinel.</summary>
    public const int Sentinel = 26379;

    /// <summary>PostgreSQL.</summary>
    public const int Postgres = 5432;

    /// <summary>Patroni's REST API.</summary>
    public const int Patroni = 8008;

    /// <summary>PgBouncer.</summary>
    public const int PgBouncer = 6432;

    /// <summary>Praefect without TLS.</summary>
    public const int Praefect = 2305;

    /// <summary>Gitaly without TLS.</summary>
    public const int Gitaly = 8075;

    /// <summary>nginx on Rails nodes and the load balancer.</summary>
    public const int Http = 80;

    /// <summary>Git over SSH on the load balancer, whose own sshd has 22.</summary>
    public const int GitSsh = 2222;

    /// <summary>Consul's HTTP API, on loopback.</summary>
    public const int ConsulHttp = 8500;

    /// <summary>PgBouncer's exporter.</summary>
    public const int PgBouncerExporter = 9188;

    /// <summary>Prometheus.</summary>
    public const int Prometheus = 9090;

    /// <summary>Consul's DNS, on loopback.</summary>
    public const int ConsulDns = 8600;

    /// <summary>Sidekiq's health checks.</summary>
    public const int SidekiqHealth = 8092;
}
