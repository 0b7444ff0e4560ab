using GitLabHa.Core;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Drilling;
using GitLabHa.Core.Model;

namespace GitLabHa.Remote.Drilling;

/// <summary>Runs a fire drill: breaks something on a healthy site, watches, mends it whatever happens, and judges.</summary>
public sealed class DrillRunner(DrillParts parts)
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
        if ((await GreenWithinAsync(Settled, cancellationToken).ConfigureAwait(false)).Failed is { } red) throw NotHealthy(red);
        var live = await parts.Live(cancellationToken).ConfigureAwait(false);
        var targets = DrillTargets.Of(scenario, parts.Topology, live, await LeaderAsync(scenario, cancellationToken).ConfigureAwait(false));
        var client = await DrillClient.StartAsync(
            parts, targets.Client, folder => scenario.Client.Script(folder, Times, parts.Topology, parts.Secrets), cancellationToken).ConfigureAwait(false);
        await using var ended = client.ConfigureAwait(false);
        var injection = new FaultInjection(parts, scenario, targets, client);
        await parts.Begin(cancellationToken).ConfigureAwait(false);
        await injection.RunAsync(cancellationToken).ConfigureAwait(false);
        await GreenAsync(injection, cancellationToken).ConfigureAwait(false);
        var log = await client.EndAsync(cancellationToken).ConfigureAwait(false);
        return Evaluation.Of(scenario, targets, parts.Topology.Environment, log, injection.Timeline, injection.Failures);
    }

    private async Task GreenAsync(FaultInjection injection, CancellationToken cancellationToken)
    {
        var (red, checks) = await GreenWithinAsync(GreenDeadline, cancellationToken).ConfigureAwait(false);
        if (red is null) injection.Tell(TimelineEventKind.Green, $"all {checks} checks are healthy");
        else injection.Fail($"the site was not healthy within {GreenDeadline.TotalSeconds:0} s after the fault was removed; last seen: {red}");
    }

    // What was red in the end, or null, and how many checks there are.
    private async Task<(string? Failed, int Checks)> GreenWithinAsync(TimeSpan deadline, CancellationToken cancellationToken)
    {
        var start = parts.Time.GetTimestamp();
        while (true)
        {
            var outcomes = await parts.Verify(cancellationToken).ConfigureAwait(false);
            if (FailedIn(outcomes) is not { } red) return (null, outcomes.Count);
            if (parts.Time.GetElapsedTime(start) > deadline) return (red, outcomes.Count);
            await Task.Delay(TimeSpan.FromSeconds(1), parts.Time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<string?> LeaderAsync(Scenario scenario, CancellationToken cancellationToken) => scenario.Victim.Leader is { } probe
        ? (await FaultInjection.AskAsync(parts, probe, parts.Topology.With(probe.Role), [], cancellationToken).ConfigureAwait(false)).Leader
        : null;

    /// <summary>What is red, in a few words, or null.</summary>
    internal static string? FailedIn(IReadOnlyList<CheckOutcome> outcomes)
    {
        var red = outcomes.Where(x => x.Failed).ToArray();
        if (red.Length == 0) return null;
        var components = string.Join(", ", red.Select(x => x.Check.Component).Distinct());
        var words = red.Select(x => $"{x.Check.Title}: {x.Verdict.Evidence}").Distinct().Take(Shown).Select(x => x.Length > Longest ? x[..Longest] + "…" : x);
        return $"{red.Length} of {outcomes.Count} checks are red ({components}), such as {string.Join("; ", words)}";
    }

    private OperatorException NotHealthy(string red) => new(
        $"The site is not healthy, so nothing is broken on purpose: {red}",
        parts.Topology.Environment.Name,
        $"./build.sh Verify --env {parts.Topology.Environment.Name} says what to do.");
}
