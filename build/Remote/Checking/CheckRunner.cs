using System.Collections.Immutable;
using GitLabHa.Core;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Model;
using GitLabHa.Core.Planning;
using GitLabHa.Remote.Connections;

namespace GitLabHa.Remote.Checking;

/// <summary>Asks nodes what checks want to know.</summary>
public sealed class CheckRunner(Func<Node, IConnection> connect, IRunEvents events, TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan SettlingPause = TimeSpan.FromSeconds(3);

    /// <summary>Runs all checks, a bounded number at a time; one result each, in their order.</summary>
    public async Task<ImmutableArray<CheckOutcome>> RunAsync(IReadOnlyList<Check> checks, int parallel, CancellationToken cancellationToken)
    {
        using var slots = new SemaphoreSlim(parallel);
        async Task<CheckOutcome> One(Check check)
        {
            await slots.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                var start = time.GetTimestamp();
                var verdict = await AskAsync(check, cancellationToken).ConfigureAwait(false);
                return new CheckOutcome(check, verdict, time.GetElapsedTime(start));
            }
            finally
            {
                slots.Release();
            }
        }

        return [.. await Task.WhenAll(checks.Select(One)).ConfigureAwait(false)];
    }

    /// <summary>Runs all checks, and the red ones again until none is red or the time is over; one result each, in their order.</summary>
    public async Task<ImmutableArray<CheckOutcome>> SettleAsync(IReadOnlyList<Check> checks, int parallel, TimeSpan patience, CancellationToken cancellationToken)
    {
        var outcomes = await RunAsync(checks, parallel, cancellationToken).ConfigureAwait(false);
        var start = time.GetTimestamp();
        while (outcomes.Any(x => x.Red) && time.GetElapsedTime(start) < patience)
        {
            await Task.Delay(SettlingPause, time, cancellationToken).ConfigureAwait(false);
            var red = outcomes.Where(x => x.Red).ToArray();
            var again = await RunAsync([.. red.Select(x => x.Check)], parallel, cancellationToken).ConfigureAwait(false);
            foreach (var (before, now) in red.Zip(again)) outcomes = outcomes.Replace(before, now);
        }

        return outcomes;
    }

    /// <summary>Waits until the check is healthy or only degraded; fails with what it last saw when the deadline passes.</summary>
    public async Task AwaitAsync(Check check, TimeSpan deadline, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var (pause, told) = (FirstPause, "");
        while (true)
        {
            var verdict = await AskAsync(check, cancellationToken).ConfigureAwait(false);
            if (verdict.Health is Health.Healthy or Health.Degraded) return;
            if (verdict.WaitingIsVain) throw new OperatorException($"{check.Component}: {check.Title}: {verdict.Evidence}", Where(check), verdict.Advice!);
            if (time.GetElapsedTime(start) >= deadline) throw NotInTime(check, deadline, verdict);
            if (verdict.Evidence != told) events.Waiting(check.Probes[0].Node, check.Title, verdict.Evidence);
            told = verdict.Evidence;
            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
            pause = pause * 1.5 < LongestPause ? pause * 1.5 : LongestPause;
        }
    }

    private async Task<Verdict> AskAsync(Check check, CancellationToken cancellationToken)
    {
        async Task<ProbeResult> Ask(Probe probe)
        {
            var asked = time.GetUtcNow();
            var result = await connect(probe.Node).RunAsync(probe.Command, cancellationToken).ConfigureAwait(false);
            return new ProbeResult(probe.Node, result) { Asked = asked, Answered = time.GetUtcNow() };
        }

        return check.Interpret([.. await Task.WhenAll(check.Probes.Select(Ask)).ConfigureAwait(false)]);
    }

    private static string Where(Check check) => string.Join(", ", check.Probes.Select(x => x.Node.Name).Distinct());

    private static OperatorException NotInTime(Check check, TimeSpan deadline, Verdict last) => new(
        $"{check.Component}: {check.Title}: not so within {deadline.TotalSeconds:0} s; last seen: {last.Evidence}",
        Where(check),
        last.Advice ?? "Look at the service's log on that node, then run the same command again.");
}
