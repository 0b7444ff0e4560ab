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
    private static readonly TimeSpan LongestStandstill = TimeSpan.FromHours(12);
    private static readonly TimeSpan SettlingPause = TimeSpan.FromSeconds(3);

    /// <summary>Runs all checks, with a bounded number of commands at a time; one result each, in their order.</summary>
    public async Task<ImmutableArray<CheckOutcome>> RunAsync(
        IReadOnlyList<Check> checks, int parallel, CancellationToken cancellationToken)
    {
        using var slots = new SemaphoreSlim(parallel);
        async Task<ProbeResult> Ask(Probe probe)
        {
            await slots.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                return await AskAsync(probe, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                slots.Release();
            }
        }

        var asked = checks.Select(x => (Check: x, Questions: x.Probes.Select(probe => new Question(probe)).ToArray())).ToArray();
        var together = asked.Where(x => !x.Check.IsTimed).SelectMany(x => x.Questions)
            .Where(x => ProbeBatch.Takes(x.Probe.Command)).GroupBy(x => x.Probe.Node).Where(x => x.Count() > 1);
        foreach (var questions in together.Select(x => x.ToArray()))
        {
            var answers = AskTogetherAsync([.. questions.Select(x => x.Probe)], Ask);
            for (var i = 0; i < questions.Length; i++) questions[i].Answer = AnswerAsync(answers, i);
        }

        foreach (var question in asked.SelectMany(x => x.Questions)) question.Answer ??= Ask(question.Probe);
        return [.. await Task.WhenAll(asked.Select(x => OutcomeAsync(x.Check, x.Questions))).ConfigureAwait(false)];
    }

    /// <summary>Runs all checks, and the red ones again until none is red or the time is over; one result each, in their order.</summary>
    public async Task<ImmutableArray<CheckOutcome>> SettleAsync(
        IReadOnlyList<Check> checks, int parallel, TimeSpan patience, CancellationToken cancellationToken)
    {
        var outcomes = await RunAsync(checks, parallel, cancellationToken).ConfigureAwait(false);
        var start = time.GetTimestamp();
        while (outcomes.Any(x => x.Failed) && time.GetElapsedTime(start) < patience)
        {
            await Task.Delay(SettlingPause, time, cancellationToken).ConfigureAwait(false);
            var red = outcomes.Where(x => x.Failed).ToArray();
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
            if (verdict.IsPermanent)
                throw new OperatorException($"{check.Component}: {check.Title}: {verdict.Evidence}", Where(check), verdict.Advice!);
            if (verdict.Evidence != told) events.Waiting(check.Probes[0].Node, check.Title, verdict.Evidence);
            // Data that are copied arrive when they arrive; a copy that stands still does not.
            if (verdict.IsProgress && verdict.Evidence != told) start = time.GetTimestamp();
            var limit = verdict.IsProgress && deadline < LongestStandstill ? LongestStandstill : deadline;
            if (time.GetElapsedTime(start) >= limit) throw NotInTime(check, limit, verdict);
            told = verdict.Evidence;
            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
            pause = pause * 1.5 < LongestPause ? pause * 1.5 : LongestPause;
        }
    }

    private async Task<Verdict> AskAsync(Check check, CancellationToken cancellationToken)
    {
        var results = await Task.WhenAll(check.Probes.Select(x => AskAsync(x, cancellationToken))).ConfigureAwait(false);
        return check.Interpret([.. results]);
    }

    private async Task<ProbeResult> AskAsync(Probe probe, CancellationToken cancellationToken)
    {
        var asked = time.GetUtcNow();
        var result = await connect(probe.Node).RunAsync(probe.Command, cancellationToken).ConfigureAwait(false);
        return new ProbeResult(probe.Node, result) { Asked = asked, Answered = time.GetUtcNow() };
    }

    // What the common answer lacks is asked alone.
    private static async Task<ProbeResult[]> AskTogetherAsync(Probe[] probes, Func<Probe, Task<ProbeResult>> ask)
    {
        var batch = new ProbeBatch([.. probes.Select(x => x.Command)]);
        var all = await ask(new Probe(probes[0].Node, batch.Command)).ConfigureAwait(false);
        var answers = batch.Read(all.Result);
        return await Task.WhenAll(probes.Select(
            (x, i) => answers[i] is { } answer ? Task.FromResult(all with { Result = answer }) : ask(x))).ConfigureAwait(false);
    }

    private static async Task<ProbeResult> AnswerAsync(Task<ProbeResult[]> answers, int index) =>
        (await answers.ConfigureAwait(false))[index];

    private static async Task<CheckOutcome> OutcomeAsync(Check check, Question[] questions)
    {
        var results = await Task.WhenAll(questions.Select(x => x.Answer!)).ConfigureAwait(false);
        var took = results.Length == 0 ? TimeSpan.Zero : results.Max(x => x.Answered) - results.Min(x => x.Asked);
        return new CheckOutcome(check, check.Interpret([.. results]), took);
    }

    private static string Where(Check check) => string.Join(", ", check.Probes.Select(x => x.Node.Name).Distinct());

    private static OperatorException NotInTime(Check check, TimeSpan deadline, Verdict last) => new(
        $"{check.Component}: {check.Title}: not so within {deadline.TotalSeconds:0} s; last seen: {last.Evidence}",
        Where(check),
        last.Advice ?? "Look at the service's log on that node, then rerun the command.");

    private sealed class Question(Probe probe)
    {
        public Probe Probe => probe;

        public Task<ProbeResult>? Answer { get; set; }
    }
}
