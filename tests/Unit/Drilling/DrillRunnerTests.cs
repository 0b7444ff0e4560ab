using GitLabHa.Core;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Drilling;
using GitLabHa.Remote.Drilling;
using GitLabHa.Roles.Checks;

namespace GitLabHa.Tests.Unit.Drilling;

public sealed class DrillRunnerTests
{
    private readonly QuickTime _time = new();

    [Fact]
    public async Task What_is_still_noticed_of_the_fault_before_is_waited_for()
    {
        (await Should.ThrowAsync<BegunException>(RunAsync(x => x < 20))).ShouldNotBeNull();

        _time.Seconds.ShouldBe(20);
    }

    [Fact]
    public async Task On_a_site_that_stays_sick_nothing_is_broken_on_purpose()
    {
        var refused = await Should.ThrowAsync<OperatorException>(RunAsync(_ => true));

        refused.Problem.ShouldBe("The site is not healthy, so nothing is broken on purpose: 1 of 1 checks are red (Rails), such as ready with all it depends on: too slow");
        _time.Seconds.ShouldBe(31);
    }

    private Task<DrillResult> RunAsync(Func<long, bool> redAt)
    {
        var parts = new DrillParts
        {
            Topology = Sample.Topology(),
            Secrets = new Sample.Canaries(),
            Connect = x => throw new InvalidOperationException($"{x} is asked"),
            Mask = x => x,
            Time = _time,
            Live = _ => throw new BegunException(),
            Begin = _ => throw new InvalidOperationException("nothing is broken"),
            Verify = _ => Task.FromResult<IReadOnlyList<CheckOutcome>>([Outcome(redAt(_time.Seconds))]),
            HandOver = _ => throw new InvalidOperationException("nobody hands over"),
            Log = _ => { },
        };
        return new DrillRunner(parts).RunAsync(Drills.Scenario("redis-master-killed"), CancellationToken.None);
    }

    private static CheckOutcome Outcome(bool red) => new(
        RailsReadiness.OfNode(Sample.Topology().With("rails")[0]), red ? Verdict.Unhealthy("too slow", "Wait.") : Verdict.Healthy("ready"), TimeSpan.Zero);

    private sealed class BegunException : Exception;
}
