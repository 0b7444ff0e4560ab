using System.Collections.Immutable;
using GitLabHa.Core;
using GitLabHa.Core.Checks;
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
        if (stage == Stage.Decommission) return await DecommissionAsync(seen, changing, runner, control).ConfigureAwait(false);
        await runner.ApplyAsync(stage, changing, node => RolloutOf(seen, stage, node), control).ConfigureAwait(false);
        // What a node that leaves has led is elsewhere now.
        if (changing.Any(x => x.Leaves)) await RefreshAsync(control.Abort).ConfigureAwait(false);
        else await LookAsync([.. changing.Select(x => access.Site.FreshOf(x.Node))], control.Abort).ConfigureAwait(false);
        return changing.Length;
    }

    /// <summary>Refuses, before anything is changed, when data would leave with nodes; asks the nodes that stay.</summary>
    public async Task ProveDeparturesAsync(CancellationToken cancellationToken)
    {
        var seen = await ObserveAsync(cancellationToken).ConfigureAwait(false);
        if (seen.Plan.Nodes.Any(x => x.Leaves)) await ProveAsync(seen.Departures, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The same of these departures.</summary>
    public async Task ProveAsync(IReadOnlyCollection<Departure> departures, CancellationToken cancellationToken)
    {
        var outcomes = await access.Checks.RunAsync(
            [.. departures.SelectMany(x => x.Proofs)], parallel: 8, cancellationToken).ConfigureAwait(false);
        if (outcomes.Where(x => x.Verdict.Health != Health.Healthy).ToArray() is not [var first, ..] missing) return;
        throw new OperatorException(
            $"Nodes cannot leave yet:{string.Concat(missing.Select(x => $"\n- {x.Check.Title}: {x.Verdict.Evidence}"))}",
            string.Join(", ", departures.Select(x => x.Node.Name)),
            $"{first.Verdict.Advice} Nothing was changed.");
    }

    /// <summary>Takes a node out of service and makes the others forget it; it stays in the files.</summary>
    public async Task TakeOutAsync(Departure departure, StageRunner runner, RunControl control)
    {
        var seen = await ObserveAsync(control.Stop).ConfigureAwait(false);
        foreach (var plan in seen.PlansOf(departure))
        {
            var rollout = plan.Stage == Stage.Decommission ? Alone(seen, departure) : GroupRollout.Unordered;
            await runner.ApplyAsync(plan.Stage, [plan], _ => rollout, control).ConfigureAwait(false);
        }

        await RefreshAsync(control.Abort).ConfigureAwait(false);
    }

    // One node after the other, and after each of them the nodes that stay must be well without it: so quorums shrink by one.
    private async Task<int> DecommissionAsync(ObservedSite seen, NodePlan[] leaving, StageRunner runner, RunControl control)
    {
        foreach (var plan in leaving)
        {
            if (control.Stop.IsCancellationRequested) break;
            var departure = seen.Departures.First(x => x.Node == plan.Node);
            await runner.ApplyAsync(Stage.Decommission, [plan], _ => Alone(seen, departure), control).ConfigureAwait(false);
        }

        await RefreshAsync(control.Abort).ConfigureAwait(false);
        return leaving.Length;
    }

    private static GroupRollout Alone(ObservedSite seen, Departure departure)
    {
        var stay = seen.Topology.Only(x => x != departure.Node && seen.Answers(x));
        return GroupRollout.Unordered with
        {
            GatesOf = (_, _) =>
            [
                .. from role in departure.Roles
                    from node in stay.With(role.Name).Take(1)
                    from gate in role.Gates(seen.Site.Context(node, seen.Live) with { Topology = stay })
                    select gate,
            ],
        };
    }

    private async Task<ObservedSite> LookAsync(ImmutableArray<DesiredNode> nodes, CancellationToken cancellationToken)
    {
        var (start, told) = (access.Time.GetTimestamp(), false);
        while (true)
        {
            try
            {
                var seen = Keep(await FindAsync(nodes, _seen?.Departures ?? [], cancellationToken).ConfigureAwait(false));
                // The first look tells which nodes the site has beside those of its files.
                return seen.Departures.All(seen.IsObserved)
                    ? seen
                    : Keep(await FindAsync([], seen.Departures, cancellationToken).ConfigureAwait(false));
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

    // What gives a role up may still lead, and is asked as the site knows it.
    private async Task<ImmutableArray<NodeObservation>> FindAsync(
        ImmutableArray<DesiredNode> nodes, IReadOnlyList<Departure> leaving, CancellationToken cancellationToken)
    {
        var found = await observer.ObserveAsync(
            [.. nodes, .. leaving.Select(x => x.Observed)], cancellationToken).ConfigureAwait(false);
        var asOurs = found[..nodes.Length].ToDictionary(x => x.Node);
        foreach (var (departure, x) in leaving.Zip(found[nodes.Length..]))
        {
            var own = asOurs.GetValueOrDefault(departure.Node) ?? _seen?.Observed.GetValueOrDefault(departure.Node);
            asOurs[departure.Node] = departure.IsWhole
                ? x
                : own! with { Node = departure.Known, RedisMaster = x.RedisMaster, PostgresLeader = x.PostgresLeader };
        }

        return [.. asOurs.Values];
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
        var first = before.IsFirstDeployment;
        return new GroupRollout
        {
            Nodes = group.Nodes,
            NeverRan = group.Nodes.All(before.NeverRan),
            // Who leads may be another one when a node's turn comes.
            Of = node => _seen!.Rollouts(node),
            GatesOf = (node, together) => _seen!.GatesOf(node, together, first),
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
