using System.Collections.Immutable;
using System.Globalization;
using GitLabHa.Core.Model;

namespace GitLabHa.Core.Drilling;

/// <summary>Judges a drill by what its client saw and what the environment promises.</summary>
public static class Evaluation
{
    // A client that is served writes about every 0.1 s; on a busy node it takes longer now and then.
    private static readonly TimeSpan Worth = TimeSpan.FromSeconds(1);

    /// <summary>The result; failures of the run itself, such as a missing take-over, are passed in.</summary>
    public static DrillResult Of(
        Scenario scenario,
        DrillTargets targets,
        GitLabEnvironment environment,
        ClientLog log,
        IEnumerable<TimelineEvent> timeline,
        IEnumerable<string> failures)
    {
        var told = timeline.ToArray();
        var outages = OutagesOf(log.Samples, told.First(x => x.Kind == TimelineEventKind.Fault).At);
        var outage = outages.MaxBy(x => x.Duration)!;
        var result = new DrillResult
        {
            Environment = environment.Name,
            Scenario = scenario,
            Victims = string.Join(", ", targets.Victims.Select(x => x.Name)),
            Client = targets.Client.Name,
            Log = log,
            Outage = outage,
            Unserved = outages.Where(x => x.Duration > Worth).Aggregate(TimeSpan.Zero, (sum, x) => sum + x.Duration),
            Timeline = [.. told.Concat(Recovery(outage)).OrderBy(x => x.At)],
            Lost = scenario.Client.Writes ? Lost(log) : null,
            OutageObjective = scenario.Expects == Expectation.StandsStill ? null : scenario.Client.LongestOutage(environment.Objectives),
            LostObjective = scenario.Client.MostLost(environment),
            Failures = [.. failures],
        };
        return result with { Failures = [.. result.Failures, .. Judge(result)] };
    }

    /// <summary>The longest time without an acknowledgement that ended after a item, or goes on.</summary>
    public static Outage OutageOf(IReadOnlyCollection<Sample> samples, DateTimeOffset after) =>
        OutagesOf(samples, after).MaxBy(x => x.Duration)!;

    // The time between any two acknowledgements is one; the last is open.
    private static Outage[] OutagesOf(IReadOnlyCollection<Sample> samples, DateTimeOffset after)
    {
        var acknowledged = samples.Where(x => x.Acknowledged).Select(x => x.At).Order().ToArray();
        var begin = acknowledged.LastOrDefault(x => x <= after, after);
        var later = acknowledged.Where(x => x > after).ToArray();
        var end = samples.Select(x => x.At).Append(after).Max();
        return [.. later.Prepend(begin).Zip(later, (from, to) => new Outage(from, to, Ended: true)),
            new Outage(later.LastOrDefault(begin), end, Ended: false)];
    }

    /// <summary>How many writes were acknowledged and are not there; null when it is not known what is there.</summary>
    public static int? Lost(ClientLog log) =>
        log.Kept is { } kept ? log.Samples.Count(x => x.Acknowledged && !kept.Contains(x.Number)) : null;

    private static IEnumerable<TimelineEvent> Recovery(Outage outage) => outage.Ended
        ? [new TimelineEvent(outage.To, TimelineEventKind.Recovered,
            string.Create(
            CultureInfo.InvariantCulture, $"the client is served again, {outage.Duration.TotalSeconds:0.0} s after its last success"))]
        : [];

    private static IEnumerable<string> Judge(DrillResult result)
    {
        if (!result.Outage.Ended)
            yield return string.Create(CultureInfo.InvariantCulture, $"the client was not served any more: {Why(result.Log)}");
        else if (result.OutageObjective is { } most && result.Outage.Duration.TotalSeconds > most)
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"the client was not served for {result.Outage.Duration.TotalSeconds:0.0} s; the objective is {most} s");
        if (!result.Scenario.Client.Writes) yield break;
        if (result.Lost is null) yield return "the client could not read back what it had written";
        else if (result.LostObjective is { } allowed && result.Lost > allowed)
            yield return $"{result.Lost} acknowledged writes were lost; the objective is {allowed}";
    }

    private static string Why(ClientLog log) =>
        log.Samples.LastOrDefault(x => !x.Acknowledged)?.Why is { Length: > 0 } why ? why : "it ended";
}
