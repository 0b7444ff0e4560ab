namespace GitLabHa.Core.Model;

/// <summary>What stands before Rails, PgBouncer and Praefect.</summary>
public sealed record LoadBalancerSettings
{
    /// <summary>A load balancer that is not ours for the internal flows (host name or address), or null for the load_balancer nodes.</summary>
    public string? InternalHost { get; init; }

    /// <summary>CIDRs from which an external load balancer probes /-/readiness; they join monitoring_whitelist.</summary>
    public IReadOnlyList<string> ProbeCidrs { get; init; } = [];
}
