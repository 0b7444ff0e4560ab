using GitLabHa.Core.Desired;

namespace GitLabHa.Core.Checks.Services;

/// <summary>The checks of a node's services.</summary>
public static class ServiceChecks
{
    /// <summary>The services of the composed node; nothing when it does not run the package.</summary>
    public static IEnumerable<Check> For(DesiredNode desired) =>
        desired.Services.IsEmpty ? [] : [new ServicesRunning(desired.Node, desired.Services) { Enabled = desired.Enabled }];
}
