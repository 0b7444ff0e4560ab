using GitLabHa.Core;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Drilling;
using GitLabHa.Core.Observing;
using GitLabHa.Remote.Drilling;

namespace GitLabHa.Operations.Drilling;

/// <summary>Runs one fire drill: injects a fault into a healthy site, watches, removes the fault whatever happens, and judges.</summary>
/// <param name="site">The site.</param>
/// <param name="log">Hears what happens, when it happens.</param>
internal sealed class DrillRunner(IDrilledSite site, Action<TimelineEvent> log)
{
    private const int Shown = 2;
    private const int Longest = 100;

    private static readonly ClientTimes Times = new(TimeSpan.FromMinutes(15), ClientTimes.Restless);
    private static readonly TimeSpan GreenDeadline = TimeSpan.FromMinutes(5);

    // Consul looks every ten seconds: what it finds critical may be over, and what was just green may still be noticed.
    private static readonly TimeSpan Settled = TimeSpan.FromSeconds(30);

    /// <summary>One drill, from a healthy site to a healthy site.</summary>
    public async Task<DrillResult> RunAsync(Scenario scenario, CancellationToken cancellationToken)
    {
        var access = await site.AccessAsync().ConfigureAwait(false);
        if ((await GreenWithinAsync(Settled, access.Time, cancellationToken).ConfigureAwait(false)).Failed is { } red)
            throw NotHealthy(access.Topology.Environment.Name, red);
        var seen = await site.RefreshAsync(cancellationToken).ConfigureAwait(false);
        var targets = DrillTargets.Of(
            scenario, seen.Topology, seen.Live, await LeaderAsync(scenario, seen, cancellationToken).ConfigureAwait(false));
        var client = await DrillClient.StartAsync(
            access, targets.Client, folder =>
                scenario.Client.Script(folder, Times, access.Topology, access.Secrets), cancellationToken).ConfigureAwait(false);
        await using var ended = client.ConfigureAwait(false);
        var injection = new FaultInjection(access, seen, scenario, targets, client, site.VerifyAsync, log);
        await site.BeginChangesAsync(cancellationToken).ConfigureAwait(false);
        await injection.RunAsync(cancellationToken).ConfigureAwait(false);
        await GreenAsync(injection, access.Time, cancellationToken).ConfigureAwait(false);
        var seenByClient = await client.EndAsync(cancellationToken).ConfigureAwait(false);
        return Evaluation.Of(scenario, targets, access.Topology.Environment, seenByClient, injection.Timeline, injection.Failures);
    }

    private async Task GreenAsync(FaultInjection injection, TimeProvider time, CancellationToken cancellationToken)
    {
        var (red, checks) = await GreenWithinAsync(GreenDeadline, time, cancellationToken).ConfigureAwait(false);
        if (red is null) injection.Record(TimelineEventKind.Green, $"all {checks} checks are healthy");
        else injection.Fail(
            $"the site was not healthy within {GreenDeadline.TotalSeconds:0} s after the fault was removed; last seen: {red}");
    }

    // What was red in the end, or null, and how many checks there are.
    private async Task<(string? Failed, int Checks)> GreenWithinAsync(
        TimeSpan deadline, TimeProvider time, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        while (true)
        {
            var outcomes = await site.VerifyAsync(cancellationToken).ConfigureAwait(false);
            if (FailedIn(outcomes) is not { } red) return (null, outcomes.Count);
            if (time.GetElapsedTime(start) > deadline) return (red, outcomes.Count);
            await Task.Delay(TimeSpan.FromSeconds(1), time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<string?> LeaderAsync(Scenario scenario, ObservedSite seen, CancellationToken cancellationToken)
    {
        if (scenario.Victim.Leader is not { } probe) return null;
        var access = await site.AccessAsync().ConfigureAwait(false);
        return (await FaultInjection.AskAsync(access, probe, seen.Topology.With(probe.Role), [], cancellationToken).ConfigureAwait(false))
            .Leader;
    }

    /// <summary>What is red, in a few words, or null.</summary>
    internal static string? FailedIn(IReadOnlyList<CheckOutcome> outcomes)
    {
        var red = outcomes.Where(x => x.Failed).ToArray();
        if (red.Length == 0) return null;
        var components = string.Join(", ", red.Select(x => x.Check.Component).Distinct());
        var words = red.Select(x => $"{x.Check.Title}: {x.Verdict.Evidence}").Distinct().Take(Shown)
            .Select(x => x.Length > Longest ? x[..Longest] + "…" : x);
        return $"{red.Length} of {outcomes.Count} checks are red ({components}), such as {string.Join("; ", words)}";
    }

    private static OperatorException NotHealthy(string environment, string red) => new(
        $"The site is not healthy, so nothing is broken on purpose: {red}", environment,
        $"./build.sh Verify --env {environment} says what to do.");
}
