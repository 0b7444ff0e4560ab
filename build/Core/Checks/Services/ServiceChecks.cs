using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;

namespace GitLabHa.Core.Checks.Services;

/// <summary>The checks of a node's services.</summary>
public static class ServiceChecks
{
    /// <summary>All services of the composed node; nothing when it does not run the package.</summary>
    public static IEnumerable<Check> For(DesiredNode desired) => For(desired.Node, desired.Services);

    /// <summary>Some services of a node; nothing when it does not run the package.</summary>
    public static IEnumerable<Check> For(Node node, IEnumerable<string> services) =>
        Topology.RunsPackage(node) && services.Any() ? [new ServicesRunning(node, [.. services])] : [];
}
