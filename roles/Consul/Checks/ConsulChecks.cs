using GitLabHa.Core.Checks;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;

namespace GitLabHa.Roles.Checks;

/// <summary>The checks of a Consul server.</summary>
public static class ConsulChecks
{
    /// <summary>What Verify asks.</summary>
    public static IEnumerable<Check> For(RoleContext context)
    {
        yield return new ConsulMembers(context.Node, context.Topology);
        yield return new ConsulRaft(context.Node, context.Topology);
        if (!context.Topology.IsFirst(context.Node, RoleNames.Consul)) yield break;
        yield return new ConsulLeader(context.Topology);
        yield return new ConsulCritical(context.Node, context.Topology);
    }

    /// <summary>What holds before the next server is touched: two at once would cost the quorum.</summary>
    public static IEnumerable<Check> Gates(RoleContext context) => [new ConsulRaft(context.Node, context.Topology)];
}
