using System.Collections.Immutable;
using GitLabHa.Core;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Planning;

namespace GitLabHa.Remote.Applying;

/// <summary>Applies the changes of one stage: groups side by side, the nodes of a group as its rollout says.</summary>
public sealed class StageRunner
{
    private static readonly TimeSpan GateDeadline = TimeSpan.FromMinutes(5);

    // Patroni's lease; a failover that is under way is over by then.
    private static readonly TimeSpan PrimaryDeadline = TimeSpan.FromSeconds(30);

    private readonly SiteAccess _site;
    private readonly SharedFileExchange _shared;
    private readonly Func<CancellationToken, Task> _begin;

    /// <summary>Applies to a site; <paramref name="begin"/> is awaited before the first step.</summary>
    public StageRunner(SiteAccess site, Func<CancellationToken, Task> begin)
    {
        (_site, _begin) = (site, begin);
        _shared = new SharedFileExchange(site.Connect);
    }

    /// <summary>Applies; every node's failure is collected before one exception tells them all.</summary>
    public async Task ApplyAsync(
        Stage stage, IReadOnlyCollection<NodePlan> changing, Func<Node, GroupRollout> rolloutOf, RunControl control)
    {
        if (changing.Any(x => x.HasChanges)) await _begin(control.Stop).ConfigureAwait(false);
        _site.Events.StageStarted(stage, [.. changing.Select(x => x.Node)]);
        foreach (var plan in changing) _shared.Started(plan.Node);
        var groups = changing.GroupBy(x => x.Node.Group)
            .Select(group => ApplyGroupAsync([.. group], rolloutOf(group.First().Node), control));
        var failures = (await Task.WhenAll(groups).ConfigureAwait(false)).SelectMany(x => x).ToArray();
        if (failures.Length > 0) throw Failures(stage, failures);
        control.Stop.ThrowIfCancellationRequested();
    }

    private async Task<ImmutableArray<OperatorException>> ApplyGroupAsync(
        ImmutableArray<NodePlan> changing, GroupRollout rollout, RunControl control)
    {
        try
        {
            var primary = await PrimaryAsync(rollout, PrimaryDeadline, control.Abort).ConfigureAwait(false);
            // A group without a leader is repaired by what follows: it is not waited for again.
            var patience = primary is null ? TimeSpan.Zero : PrimaryDeadline;
            foreach (var planned in Waves.Of(changing, rollout.Of(changing[0].Node), rollout.NeverRan,
                changing.FirstOrDefault(x => x.Node == primary)))
            {
                if (control.Stop.IsCancellationRequested) return [];
                var wave = await ReadyAsync(planned, rollout, patience, control.Abort).ConfigureAwait(false);
                var failures = await Task.WhenAll(wave.Nodes.Select(x => ApplyNodeAsync(x, control))).ConfigureAwait(false);
                if (failures.Any(x => x is not null)) return [.. failures.OfType<OperatorException>()];
                failures = await Task.WhenAll(wave.Nodes.Select(x => FinishAsync(x, wave, rollout, control))).ConfigureAwait(false);
                if (failures.Any(x => x is not null)) return [.. failures.OfType<OperatorException>()];
            }

            return [];
        }
        catch (OperationCanceledException) when (!control.Abort.IsCancellationRequested)
        {
            // Stopped while it waited for a gate: nothing of this node is half done.
            return [];
        }
        catch (OperatorException failure)
        {
            foreach (var plan in changing) _shared.Failed(plan.Node);
            return [failure];
        }
    }

    private async Task<Wave> ReadyAsync(Wave planned, GroupRollout rollout, TimeSpan patience, CancellationToken cancellationToken)
    {
        // Who leads may have changed while the nodes before it were.
        if (planned.Nodes is [var next] && await PrimaryAsync(rollout, patience, cancellationToken).ConfigureAwait(false) == next.Node)
            return new Wave([await HandOverAsync(next, rollout, cancellationToken).ConfigureAwait(false)]);
        if (!rollout.Upgrades) return planned;
        var nodes = new List<NodePlan>();
        foreach (var plan in planned.Nodes) nodes.Add(await rollout.Replan(plan, cancellationToken).ConfigureAwait(false));
        return new Wave([.. nodes]);
    }

    private async Task<OperatorException?> ApplyNodeAsync(NodePlan plan, RunControl control)
    {
        var started = _site.Time.GetTimestamp();
        try
        {
            foreach (var step in plan.Steps)
            {
                if (control.Stop.IsCancellationRequested) break;
                if (step is Step.WriteMarker { IsFinal: true } final) await AwaitGatesAsync(final, control.Abort).ConfigureAwait(false);
                else await ApplyStepAsync(step, control.Abort).ConfigureAwait(false);
                // What a node generates for others is there once its reconfigure is through.
                if (step is Step.RunCommand) _shared.Generated(plan.Node);
            }

            _shared.Generated(plan.Node);
            _site.Events.NodeFinished(plan.Node, plan.Stage, _site.Time.GetElapsedTime(started), IRunEvents.Outcome.Done);
            return null;
        }
        catch (OperatorException failure)
        {
            _shared.Failed(plan.Node);
            _site.Events.NodeFinished(plan.Node, plan.Stage, _site.Time.GetElapsedTime(started), IRunEvents.Outcome.Failed);
            return failure;
        }
    }

    // Most steps are the node's own; a load balancer before it is told on another one.
    private async Task ApplyStepAsync(Step step, CancellationToken cancellationToken)
    {
        var runner = new StepRunner(_site, step.Node, _shared);
        var started = _site.Time.GetTimestamp();
        _site.Events.StepStarted(step.Node, step);
        try
        {
            var outcome = await runner.RunAsync(step, cancellationToken).ConfigureAwait(false);
            _site.Events.StepFinished(step.Node, step, _site.Time.GetElapsedTime(started), outcome, null);
        }
        catch (OperatorException failure)
        {
            // A failure that is allowed is reported nowhere else, so all of it is reported here.
            var mayFail = step is Step.RunCommand { MayFail: true };
            _site.Events.StepFinished(
                step.Node,
                step,
                _site.Time.GetElapsedTime(started),
                IRunEvents.Outcome.Failed,
                mayFail ? $"{failure.Problem}\n{failure.Where}" : failure.Problem);
            if (!mayFail) throw;
        }
    }

    /// <summary>The node of the group that says it is the primary; for a moment there may be none.</summary>
    private async Task<Node?> PrimaryAsync(GroupRollout rollout, TimeSpan patience, CancellationToken cancellationToken)
    {
        if (rollout.NeverRan || rollout.Nodes.Length < 2) return null;
        var asked = rollout.Nodes.SelectMany(
            node => rollout.Of(node).Select(x => x.HandOver).OfType<HandOver>().Select(x => (Node: node, x.IsPrimary))).ToArray();
        var start = _site.Time.GetTimestamp();
        while (asked.Length > 0)
        {
            var answers = await Task.WhenAll(
                asked.Select(x => _site.Connect(x.Node).RunAsync(x.IsPrimary, cancellationToken))).ConfigureAwait(false);
            if (asked.Zip(answers).FirstOrDefault(x => x.Second.Succeeded).First.Node is { } primary) return primary;
            if (_site.Time.GetElapsedTime(start) >= patience) break;
            await Task.Delay(TimeSpan.FromMilliseconds(500), _site.Time, cancellationToken).ConfigureAwait(false);
        }

        return null;
    }

    private async Task<NodePlan> HandOverAsync(NodePlan primary, GroupRollout rollout, CancellationToken cancellationToken)
    {
        if (rollout.Nodes.Length < 2 || !primary.NeedsHandOver) return primary;
        foreach (var wave in rollout.Of(primary.Node).Select(x => x.HandOver).OfType<HandOver>().SelectMany(x => x.WavesOn(primary.Node)))
            await Task.WhenAll(wave.Select(step => ApplyStepAsync(step, cancellationToken))).ConfigureAwait(false);

        // Whoever followed the old primary must follow the new one before the old one goes away for long: PgBouncer, for
        // example. A deployment does not ask, since it may be what repairs the old one.
        if (rollout.Upgrades) await GateAsync(primary, new Wave([primary]), rollout, cancellationToken).ConfigureAwait(false);
        return await rollout.Replan(primary, cancellationToken).ConfigureAwait(false);
    }

    // All is applied: a run that ends from here on is resumed at the gates.
    private Task AwaitGatesAsync(Step.WriteMarker final, CancellationToken cancellationToken) =>
        final.Waiting is not { } waiting ? Task.CompletedTask : new StepRunner(_site, final.Node, _shared)
            .RunAsync(final with { Mark = waiting, Waiting = null }, cancellationToken);

    /// <summary>Waits for the gates of a node and records it as finished when they hold; returns why they do not.</summary>
    private async Task<OperatorException?> FinishAsync(NodePlan plan, Wave wave, GroupRollout rollout, RunControl control)
    {
        try
        {
            await GateAsync(plan, wave, rollout, control.Stop).ConfigureAwait(false);
            // A node that was stopped between two steps has nothing to record.
            control.Stop.ThrowIfCancellationRequested();
            foreach (var final in plan.Steps.Where(x => x is Step.WriteMarker { IsFinal: true }))
                await ApplyStepAsync(final, control.Abort).ConfigureAwait(false);
            return null;
        }
        catch (OperatorException failure)
        {
            return failure;
        }
    }

    private Task GateAsync(NodePlan plan, Wave wave, GroupRollout rollout, CancellationToken cancellationToken) => Task.WhenAll(
        rollout.GatesOf(plan.Node, [.. wave.Nodes.Select(x => x.Node)]).Select(check => AwaitAsync(plan.Node, check, cancellationToken)));

    private Task AwaitAsync(Node node, Check check, CancellationToken cancellationToken)
    {
        var step = new Step.Await { Node = node, Check = check, Deadline = GateDeadline, Reason = "before the next node" };
        return ApplyStepAsync(step, cancellationToken);
    }

    private static OperatorException Failures(Stage stage, OperatorException[] failures) => failures.Length == 1
        ? failures[0]
        : new OperatorException(
            $"{failures.Length} nodes failed in {stage}:"
                + string.Concat(failures.Select(x => "\n- " + x.Message.Replace("\n", "\n  ", StringComparison.Ordinal))),
            stage.ToString(),
            "Fix these and rerun the command; it resumes where it stopped.");
}
