using System.Collections.Immutable;
using GitLabHa.Core;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Model;
using GitLabHa.Remote.Checking;

namespace GitLabHa.Tests.Unit.Remote.Checking;

/// <summary>How long what is red is asked again.</summary>
public sealed class CheckRunnerTests
{
    private readonly QuickTime _time = new();

    [Fact]
    public async Task What_becomes_healthy_in_time_is_healthy_and_only_what_was_red_is_asked_again()
    {
        var (early, late) = (new Turning(_time, 0), new Turning(_time, 7));

        var outcomes = await SettleAsync([late, early], seconds: 40);

        outcomes.Select(x => (x.Check, x.Failed)).ShouldBe([(late, false), (early, false)]);
        (early.Asked, late.Asked, _time.Seconds).ShouldBe((1, 4, 9));
    }

    [Fact]
    public async Task What_stays_red_is_told_as_it_was_last()
    {
        var outcome = (await SettleAsync([new Turning(_time, 1000)], seconds: 40)).ShouldHaveSingleItem();

        (outcome.Failed, outcome.Verdict.Evidence, _time.Seconds).ShouldBe((true, "red at 42 s", 42));
    }

    [Fact]
    public async Task A_moment_is_enough_for_one_more_look()
    {
        (await SettleAsync([new Turning(_time, 2)], seconds: 3)).ShouldHaveSingleItem().Failed.ShouldBeFalse();

        _time.Seconds.ShouldBe(3);
    }

    [Fact]
    public async Task Data_that_are_copied_are_waited_for_beyond_the_deadline()
    {
        var copied = new Turning(_time, 5000) { IsProgress = true };

        await Runner().AwaitAsync(copied, TimeSpan.FromSeconds(300), CancellationToken.None);

        _time.Seconds.ShouldBeGreaterThanOrEqualTo(5000);
        (await Should.ThrowAsync<OperatorException>(
            Runner().AwaitAsync(new Turning(_time, 50_000), TimeSpan.FromSeconds(300), CancellationToken.None)))
            .Problem.ShouldContain("not so within 300 s");
    }

    private Task<ImmutableArray<CheckOutcome>> SettleAsync(Check[] checks, int seconds) =>
        Runner().SettleAsync(checks, parallel: 2, TimeSpan.FromSeconds(seconds), CancellationToken.None);

    private CheckRunner Runner() => new(node => new FakeNode(node, _ => new CommandResult(0, "", "")), new Told(), _time);

    private sealed record Turning(QuickTime Time, int HealthyAt) : Check
    {
        public int Asked { get; private set; }

        public bool IsProgress { get; init; }

        public override string Id => "turning";

        public override string Component => "Test";

        public override string Title => $"healthy from {HealthyAt} s on";

        public override ImmutableArray<Probe> Probes => [new(Sample.Topology().With("rails")[0], Command.Of("ask"))];

        public override Verdict Interpret(ImmutableArray<ProbeResult> results)
        {
            Asked++;
            return Time.Seconds >= HealthyAt ? Verdict.Healthy("well") : Verdict.Unhealthy($"red at {Time.Seconds} s", "Wait.") with
            {
                IsProgress = IsProgress,
            };
        }
    }
}
