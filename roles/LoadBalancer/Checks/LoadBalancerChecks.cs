using GitLabHa.Core.Checks;
using GitLabHa.Core.Desired;

namespace GitLabHa.Roles.Checks;

/// <summary>The checks of a HAProxy; it must serve its statistics on 127.0.0.1:8404/stats.</summary>
public static class LoadBalancerChecks
{
    /// <summary>What Verify asks.</summary>
    public static IEnumerable<Check> For(RoleContext context) => [new HAProxyBackends(context.Node, [])];

    /// <summary>What holds before the next one is touched.</summary>
    public static IEnumerable<Check> Gates(RoleContext context) =>
        [new HAProxyBackends(context.Node, []) { Servers = context.Topology.Nodes }];

    /// <summary>What holds after the first run, when Rails is not there yet.</summary>
    public static IEnumerable<Check> Ready(RoleContext context) => [new HAProxyBackends(context.Node, ["rails", "git-ssh"])];
}
