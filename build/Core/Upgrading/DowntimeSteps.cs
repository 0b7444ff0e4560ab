using System.Collections.Immutable;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Observing;
using GitLabHa.Core.Planning;

namespace GitLabHa.Core.Upgrading;

/// <summary>Stops what uses the schema before an upgrade with downtime. Source: https://docs.gitlab.com/update/with_downtime/</summary>
public static class DowntimeSteps
{
    private static readonly string[] Stopped = ["puma", "sidekiq"];

    /// <summary>A plan for each node where something of it runs in another version than the wanted one.</summary>
    public static ImmutableArray<NodePlan> Of(
        IEnumerable<DesiredNode> desired, IReadOnlyDictionary<Model.Node, NodeObservation> observed) =>
    [
        .. from node in desired
           where node.GitLabPackage is var (name, version)
               && observed[node.Node].Packages.GetValueOrDefault(name)?.Split('-')[0] != version.ToString()
           let running = Stopped.Where(x => observed[node.Node].Services.GetValueOrDefault(x)).ToArray()
           where running.Length > 0
           select new NodePlan { Node = node.Node, Stage = node.Stage, NeverRan = false,
               Steps = [.. running.Select(x => Stop(node.Node, x))] },
    ];

    /// <summary>The services of a node that use the database, and whether they run.</summary>
    public static IEnumerable<(string Service, bool Runs)> Users(NodeObservation observed) =>
        Stopped.Where(observed.Services.ContainsKey).Select(x => (x, observed.Services[x]));

    /// <summary>Stops one of them.</summary>
    public static Step.RunCommand Stop(Model.Node node, string service) => new()
    {
        Node = node,
        Command = Command.Of("gitlab-ctl", "stop", service) with { Timeout = TimeSpan.FromMinutes(3) },
        Reason = "nothing may use the schema while it changes",
        Risk = Risk.Disruptive,
    };
}
