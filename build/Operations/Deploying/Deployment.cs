using System.Collections.Immutable;
using GitLabHa.Core;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Observing;
using GitLabHa.Core.Planning;
using GitLabHa.Core.Recovering;
using GitLabHa.Remote;
using GitLabHa.Remote.Applying;
using GitLabHa.Remote.Observing;

namespace GitLabHa.Operations.Deploying;

/// <summary>Brings the nodes of a site to their desired state: observes them once, and again where they were changed.</summary>
public sealed class Deployment(SiteAccess access, PlanOptions options, IObserver observer)
{
    // Patroni's lease; Sentinels agree sooner.
    private static readonly TimeSpan Failover = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private ObservedSite? _seen;

    /// <summary>The way to the site.</summary>
    public SiteAccess Access => access;

    /// <summary>Who has which role.</summary>
    public Topology Topology => access.Topology;

    /// <summary>Which run changed the site without a healthy Verify since, or null, as far as the site was observed.</summary>
    public string? Unverified => _seen?.Unverified;

    /// <summary>The site as it was found last; it is observed now when that has not happened yet.</summary>
    public async Task<ObservedSite> ObserveAsync(CancellationToken cancellationToken)
    {
        var seen = _seen ?? await RefreshAsync(cancellationToken).ConfigureAwait(false);
        SecretAgreement.Refuse(access.Site.Fresh, seen.Observed, access.Secrets, Topology.Environment.Name);
        return seen;
    }

    /// <summary>Observes all nodes anew; who leads may have changed.</summary>
    public Task<ObservedSite> RefreshAsync(CancellationToken cancellationToken) => LookAsync(access.Site.Fresh, cancellationToken);

    /// <summary>Applies what is to change in a stage and observes those nodes again; returns how many nodes changed.</summary>
    public Task<int> ApplyAsync(Stage stage, StageRunner runner, RunControl control) => ApplyAsync(stage, _ => true, runner, control);

    /// <summary>The same for the nodes of a group in the stage that configures them.</summary>
    public Task<int> ApplyAsync(NodeGroup group, StageRunner runner, RunControl control) =>
        ApplyAsync(access.Site.FreshOf(group.Nodes[0]).Stage, group.Nodes.Contains, runner, control);

    private async Task<int> ApplyAsync(Stage stage, Func<Node, bool> chosen, StageRunner runner, RunControl control)
    {
        var seen = await ObserveAsync(control.Stop).ConfigureAwait(false);
        NodePlan[] changing = [.. seen.Plan.ChangesIn(stage).Where(x => chosen(x.Node))];
        seen.RefuseStage(stage, changing);
        if (changing.Length == 0) return 0;
        await runner.ApplyAsync(stage, changing, node => RolloutOf(seen, stage, node), control).ConfigureAwait(false);
        await LookAsync([.. changing.Select(x => access.Site.FreshOf(x.Node))], control.Abort).ConfigureAwait(false);
        return changing.Length;
    }

    private async Task<ObservedSite> LookAsync(ImmutableArray<DesiredNode> nodes, CancellationToken cancellationToken)
    {
        var (start, told) = (access.Time.GetTimestamp(), false);
        while (true)
        {
            var found = await observer.ObserveAsync(nodes, cancellationToken).ConfigureAwait(false);
            try
            {
                return Keep(found);
            }
            catch (OperatorException disagreement) when (access.Time.GetElapsedTime(start) < Failover)
            {
                if (!told)
                    access.Log($"{disagreement.Problem} ({disagreement.Where}); waiting up to {Failover.TotalSeconds:0} s for the "
                        + "failover to end");
                // What is known of the others may be older than the failover.
                (nodes, told) = (access.Site.Fresh, true);
            }

            await Task.Delay(TimeSpan.FromSeconds(1), access.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    // Groups of a stage are applied side by side.
    private ObservedSite Keep(ImmutableArray<NodeObservation> found)
    {
        lock (_lock) return _seen = _seen?.With(found) ?? new ObservedSite(access.Site, options, found.ToImmutableDictionary(x => x.Node));
    }

    private GroupRollout RolloutOf(ObservedSite before, Stage stage, Node any)
    {
        if (stage == Stage.Prepare) return GroupRollout.Unordered;
        var group = Topology.GroupOf(any);
        var neverRan = group.Nodes.All(before.NeverRan);
        var first = neverRan || before.IsFirstDeployment;
        return new GroupRollout
        {
            Nodes = group.Nodes,
            NeverRan = neverRan,
            // Who leads may be another one when a node's turn comes.
            Of = node => _seen!.Rollouts(node),
            GatesOf = node => _seen!.GatesOf(node, first),
            Replan = ReplanAsync,
            Upgrades = before.IsUpgrade,
        };
    }

    private async Task<NodePlan> ReplanAsync(NodePlan plan, CancellationToken cancellationToken)
    {
        var group = Topology.GroupOf(plan.Node).Nodes;
        var seen = await LookAsync([.. access.Site.Fresh.Where(x => group.Contains(x.Node))], cancellationToken).ConfigureAwait(false);
        return seen.Plan.Nodes.First(x => x.Node == plan.Node && x.Stage == plan.Stage);
    }
}
