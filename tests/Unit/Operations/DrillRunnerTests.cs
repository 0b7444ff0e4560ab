using GitLabHa.Core;
using GitLabHa.Core.Checks;
using GitLabHa.Core.Drilling;
using GitLabHa.Core.Observing;
using GitLabHa.Operations.Drilling;
using GitLabHa.Remote;
using GitLabHa.Roles.Checks;
using GitLabHa.Tests.Unit.Drilling;
using GitLabHa.Tests.Unit.Remote;

namespace GitLabHa.Tests.Unit.Operations;

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

        refused.Problem.ShouldBe(
            "The site is not healthy, so nothing is broken on purpose: 1 of 1 checks are red (Rails), such as ready with all it depends "
                + "on: too slow");
        _time.Seconds.ShouldBe(31);
    }

    private Task<DrillResult> RunAsync(Func<long, bool> redAt) =>
        new DrillRunner(new DrilledSite(_time, redAt), _ => { }).RunAsync(Drills.Scenario("redis-master-killed"), CancellationToken.None);

    private static CheckOutcome Outcome(bool red) => new(
        RailsReadiness.OfNode(Sample.Topology().With("rails")[0]), red ? Verdict.Unhealthy("too slow", "Wait.") : Verdict.Healthy("ready"),
        TimeSpan.Zero);

    private sealed class DrilledSite(QuickTime time, Func<long, bool> redAt) : IDrilledSite
    {
        public Task<SiteAccess> AccessAsync() =>
            Task.FromResult(FakeSite.Access(x => throw new InvalidOperationException($"{x} is asked"), time: time));

        public Task<ObservedSite> RefreshAsync(CancellationToken cancellationToken) => throw new BegunException();

        public Task<IReadOnlyList<CheckOutcome>> VerifyAsync(CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<CheckOutcome>>([Outcome(redAt(time.Seconds))]);

        public Task BeginChangesAsync(CancellationToken cancellationToken) => throw new InvalidOperationException("nothing is broken");
    }

    private sealed class BegunException : Exception;
}
