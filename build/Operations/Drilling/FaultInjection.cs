using System.Collections.Immutable;
using GitLabHa.Core;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Drilling;
using GitLabHa.Core.Model;
using GitLabHa.Core.Observing;
using GitLabHa.Core.Planning;
using GitLabHa.Remote;
using GitLabHa.Remote.Drilling;

namespace GitLabHa.Operations.Drilling;

/// <summary>The part of a drill in which a fault is in the site: whatever happens, it is removed in the end.</summary>
internal sealed class FaultInjection(
    SiteAccess site,
    ObservedSite seen,
    Scenario scenario,
    DrillTargets targets,
    DrillClient client,
    Func<CancellationToken, Task<IReadOnlyList<CheckOutcome>>> verify,
    Action<TimelineEvent> log)
{
    // A node removes its fault itself after this, which is longer than all of the waits below together.
    private static readonly TimeSpan HealsItselfAfter = TimeSpan.FromMinutes(6);
    private static readonly TimeSpan TakeOverDeadline = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan ServedDeadline = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan HealDeadline = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    private readonly List<TimelineEvent> _timeline = [];
    private readonly List<string> _failures = [];

    public IReadOnlyList<TimelineEvent> Timeline => _timeline;

    public IReadOnlyList<string> Failures => _failures;

    // Without a quorum it takes Patroni its lease of 30 s to give up; the others need HAProxy's or Consul's few seconds.
    private TimeSpan Hold => scenario.Expects == Expectation.StandsStill ? TimeSpan.FromSeconds(45) : TimeSpan.FromSeconds(20);

    private string Victims => string.Join(", ", targets.Victims.Select(x => x.Name));

    /// <summary>Injects the fault, watches, and removes it.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await BreakAsync(cancellationToken).ConfigureAwait(false);
            if (scenario.Expects == Expectation.TakesOver) await FollowAsync(cancellationToken).ConfigureAwait(false);
            else await HoldAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            // Also after Ctrl-C.
            await HealAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Adds an event of now, or of another moment.</summary>
    public void Record(TimelineEventKind kind, string words, DateTimeOffset? at = null)
    {
        var item = new TimelineEvent(at ?? site.Time.GetUtcNow(), kind, site.Mask.Mask(words));
        _timeline.Add(item);
        log(item);
    }

    /// <summary>Adds what is not as it must be.</summary>
    public void Fail(string words) => _failures.Add(site.Mask.Mask(words));

    /// <summary>Asks nodes once what they see; a node that does not answer says nothing.</summary>
    public static async Task<Symptom> AskAsync(
        SiteAccess site, SymptomProbe probe, IEnumerable<Node> nodes, ImmutableArray<Node> struck, CancellationToken cancellationToken)
    {
        var answers = await Task.WhenAll(probe.Ask(nodes).Select(async x =>
            (x.Node, (await site.Connect(x.Node).RunAsync(x.Command, cancellationToken).ConfigureAwait(false)).Output))).ConfigureAwait(
                false);
        return probe.Interpret(answers, struck);
    }

    private async Task BreakAsync(CancellationToken cancellationToken)
    {
        if (scenario.Fault == FaultKind.HandOver)
        {
            Record(TimelineEventKind.Fault, $"{Victims} hands over");
            foreach (var wave in targets.Victims.SelectMany(x => seen.HandOver(x).WavesOn(x)))
                await Task.WhenAll(wave.Select(step => HandOverAsync(step, cancellationToken))).ConfigureAwait(false);
            return;
        }

        Record(TimelineEventKind.Fault, string.Join("; ", targets.Faults.Select(x => $"{x.Node.Name}: {x.Fault.Words}")));
        await Task.WhenAll(
            targets.Faults.Select(x => RunAsync(x.Node, x.Fault.Inject(HealsItselfAfter), cancellationToken))).ConfigureAwait(false);
    }

    private Task HandOverAsync(Step step, CancellationToken cancellationToken) => step switch
    {
        Step.RunCommand { MayFail: true } x => site.Connect(x.Node).RunAsync(x.Command, cancellationToken),
        Step.HandOver x => RunAsync(x.Node, x.Way.Move, cancellationToken),
        _ => throw new InvalidOperationException($"no hand-over takes a {step.GetType().Name}"),
    };

    private async Task RunAsync(Node node, Command command, CancellationToken cancellationToken)
    {
        var result = await site.Connect(node).RunAsync(command, cancellationToken).ConfigureAwait(false);
        if (!result.Succeeded)
            throw new OperatorException(
                $"'{command.Display}' failed: {site.Mask.Mask(Words(result))}", node.Name, "Fix what is named and rerun the command.");
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        if (!await WatchAsync(TakeOverDeadline, cancellationToken).ConfigureAwait(false))
        {
            Fail($"no node took over from {Victims} within {TakeOverDeadline.TotalSeconds:0} s");
            return;
        }

        // On the victim's side no client can be served by the new leader: what is written there meanwhile shows in the end.
        if (scenario.ClientOnVictimsSide) await Task.Delay(TimeSpan.FromSeconds(5), site.Time, cancellationToken).ConfigureAwait(false);
        else await AwaitServedAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task AwaitServedAsync(CancellationToken cancellationToken)
    {
        var (start, since) = (site.Time.GetTimestamp(), site.Time.GetUtcNow());
        while (!await client.ServedSinceAsync(since, cancellationToken).ConfigureAwait(false))
        {
            if (site.Time.GetElapsedTime(start) > ServedDeadline)
            {
                Fail($"the client was not served within {ServedDeadline.TotalSeconds:0} s after the failover");
                return;
            }

            await Task.Delay(Pause, site.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task HoldAsync(CancellationToken cancellationToken)
    {
        if (await WatchAsync(Hold, cancellationToken).ConfigureAwait(false) && scenario.Expects == Expectation.StandsStill)
            Fail($"somebody took over from {Victims} without a quorum");
        if (DrillRunner.FailedIn(await verify(cancellationToken).ConfigureAwait(false)) is { } red) Record(TimelineEventKind.Reported, red);
        else Fail("Verify found nothing wrong while the fault lasted");
    }

    /// <summary>Watches until somebody took over, or the time is over; records what is seen first.</summary>
    private async Task<bool> WatchAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        var start = site.Time.GetTimestamp();
        while (site.Time.GetElapsedTime(start) < longest)
        {
            var seen = await AskAsync(site, scenario.Symptoms, targets.Observers, targets.Victims, cancellationToken).ConfigureAwait(false);
            var leader = site.Topology.Nodes.FirstOrDefault(x => x.Address == seen.Leader);
            var tookOver = leader is not null && !targets.Victims.Contains(leader);
            if (seen.Noticed is { } words && !tookOver && _timeline.TrueForAll(x => x.Kind != TimelineEventKind.Noticed))
                Record(TimelineEventKind.Noticed, words);
            if (tookOver)
            {
                Record(TimelineEventKind.TookOver, $"{leader} leads");
                return true;
            }

            await Task.Delay(Pause, site.Time, cancellationToken).ConfigureAwait(false);
        }

        return false;
    }

    private async Task HealAsync()
    {
        if (targets.Faults.IsEmpty) return;
        await Task.WhenAll(targets.Faults.Select(x => HealAsync(x.Node, x.Fault))).ConfigureAwait(false);
        Record(TimelineEventKind.Healed, string.Join(", ", targets.Faults.Select(x => x.Node.Name)));
    }

    private async Task HealAsync(Node node, Fault fault)
    {
        var start = site.Time.GetTimestamp();
        while (true)
        {
            var result = await site.Connect(node).RunAsync(fault.Heal, CancellationToken.None).ConfigureAwait(false);
            if (result.Succeeded) return;
            if (site.Time.GetElapsedTime(start) > HealDeadline)
                throw new OperatorException(
                    $"{node.Name} still has the fault: {site.Mask.Mask(Words(result))}", node.Name,
                    $"The node removes the fault itself at most {HealsItselfAfter.TotalMinutes:0} minutes after it was injected; then "
                    + "look at gitlab-ctl status there.");
            await Task.Delay(TimeSpan.FromSeconds(1), site.Time, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private static string Words(CommandResult result) => $"{result.Error.Trim()} {result.Output.Trim()}".Trim();
}
