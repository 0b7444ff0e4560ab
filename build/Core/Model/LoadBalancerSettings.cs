namespace GitLabHa.Core.Model;

/// <summary>What balances the load of Rails, PgBouncer and Praefect.</summary>
public sealed record LoadBalancerSettings
{
    /// <summary>
    /// A load balancer that is not ours for the internal flows (host name or address), or null for the load_balancer nodes.
    /// </summary>
    public string? InternalHost { get; init; }

    /// <summary>CIDRs of load balancers elsewhere: they join monitoring_whitelist, and their X-Forwarded-For is believed.</summary>
    public IReadOnlyList<string> ProbeCidrs { get; init; } = [];
}
