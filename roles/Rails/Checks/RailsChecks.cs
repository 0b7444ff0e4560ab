using GitLabHa.Core.Checks;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;

namespace GitLabHa.Roles.Checks;

/// <summary>The checks of Rails and Sidekiq nodes.</summary>
public static class RailsChecks
{
    /// <summary>What Verify asks a Rails node.</summary>
    public static IEnumerable<Check> For(RoleContext context)
    {
        yield return new RailsHealth(context.Node);
        yield return new GitSsh(context.Node);
        foreach (var check in Gates(context).Concat(Dependencies(context))) yield return check;
        if (!context.Topology.IsFirst(context.Node, RoleNames.Rails)) yield break;
        yield return new RailsMigrations(context.Node);
        // Praefect answers for its own storages: praefect.check and praefect.dial-nodes.
        if (!context.Topology.Has(RoleNames.Praefect)) yield return new RailsStorages(context.Node, context.Topology);
        if (Balanced(context.Topology) is { } balanced) yield return balanced;
        foreach (var balancer in context.Topology.With(RoleNames.LoadBalancer))
            yield return new GitSshBalanced(balancer, context.Topology.GitSshPort, context.Topology.With(RoleNames.Rails));
    }

    /// <summary>What Verify asks a Sidekiq node.</summary>
    public static IEnumerable<Check> ForSidekiq(RoleContext context) => GatesOfSidekiq(context).Concat(Dependencies(context));

    /// <summary>What holds before the next Rails node is touched.</summary>
    public static IEnumerable<Check> Gates(RoleContext context) => [RailsReadiness.OfNode(context.Node)];

    /// <summary>What holds before the next Sidekiq node is touched.</summary>
    public static IEnumerable<Check> GatesOfSidekiq(RoleContext context) => [new SidekiqReadiness(context.Node)];

    private static IEnumerable<Check> Dependencies(RoleContext context)
    {
        yield return new RailsGitaly(context.Node, context.Topology);
        if (context.Topology.ReadsFromReplicas) yield return new DatabaseHosts(context.Node, context.Topology);
        if (context.Topology.Has(RoleNames.Redis)) yield return new RailsRedis(context.Node, context.Topology);
    }

    private static RailsReadiness? Balanced(Topology topology) => topology is { AsksThroughBalancer: { } asks, InternalApi: { } endpoint }
        ? RailsReadiness.Through(asks, endpoint)
        : null;
}
