using GitLabHa.Core.Drilling;
using GitLabHa.Core.Rehearsing;

namespace GitLabHa.Tests.Unit.Rehearsing;

public sealed class RehearsalResultTests
{
    [Fact]
    public void Each_stage_has_its_own_errors_outage_and_latency()
    {
        var figures = Rehearsed.Result().Figures.Where(x => x.Client.Writes).ToArray();

        figures.Select(x => x.Stage.Name).ShouldBe(["at rest", "18.2.8 → 18.3.6", "RestoreDrill"]);
        figures.Select(x => (x.Served, x.Failed)).ShouldBe([(40, 0), (157, 23), (20, 0)]);
        figures.Select(x => x.Longest.TotalSeconds).ShouldBe([0.5, 12, 0.5]);
        figures.Select(x => x.Median.TotalMilliseconds).ShouldBe([10, 30, 30]);
    }

    [Fact]
    public void An_outage_counts_where_it_began_and_as_long_as_it_lasted()
    {
        var log = Rehearsed.Log(15, 45);

        StageFigures.Of(Rehearsed.Rest, Client(log)).Longest.TotalSeconds.ShouldBe(30);
        StageFigures.Of(Rehearsed.Hop, Client(log)).Longest.TotalSeconds.ShouldBe(0.5);
        StageFigures.Of(Rehearsed.Rest, Client(log)).Failed.ShouldBe(10);
    }

    [Fact]
    public void A_stage_without_any_answer_has_no_latency_and_a_client_that_saw_nothing_no_outage()
    {
        StageFigures.Of(Rehearsed.Hop, Client(Rehearsed.Log(0, 999))).Median.ShouldBe(TimeSpan.Zero);
        StageFigures.Of(Rehearsed.Hop, Client(ClientLog.Empty)).Longest.ShouldBe(TimeSpan.Zero);
    }

    [Fact]
    public void The_last_hundredth_is_slower_than_the_rest()
    {
        var log = new ClientLog(
            null,
            [.. Enumerable.Range(1, 100)
                .Select(i =>
                new Core.Drilling.Sample(Rehearsed.Rest.From.AddMilliseconds(i), i, true, "") { Duration = TimeSpan.FromMilliseconds(i) })],
            null);

        var figures = StageFigures.Of(Rehearsed.Rest, Client(log));

        (figures.Median.TotalMilliseconds, figures.P99.TotalMilliseconds).ShouldBe((50, 99));
    }

    [Fact]
    public void Who_waits_for_more_than_two_seconds_is_served_slowly_and_not_refused()
    {
        var log = new ClientLog(
            null,
            [.. Enumerable.Range(1, 4)
                .Select(i =>
                new Core.Drilling.Sample(Rehearsed.Rest.From.AddMilliseconds(i), i, i < 4, "") { Duration = TimeSpan.FromSeconds(i) })],
            null);

        var figures = StageFigures.Of(Rehearsed.Rest, Client(log));

        (figures.Served, figures.Slow, figures.Failed).ShouldBe((3, 1, 1));
    }

    [Fact]
    public void All_well_passes() => Rehearsed.Result().Failures.ShouldBeEmpty();

    [Fact]
    public void One_lost_write_fails_it() => Rehearsed.Result(lost: 1).Failures.ShouldBe(["1 of 217 acknowledged writes were lost"]);

    [Fact]
    public void An_outage_beyond_the_objective_fails_it() =>
        Rehearsed.Result(objective: 11).Failures.ShouldBe(["18.2.8 → 18.3.6: writes were not served for 12.0 s; the objective is 11 s"]);

    [Fact]
    public void Without_an_objective_an_outage_is_only_measured() => Rehearsed.Result(objective: null).Passed.ShouldBeTrue();

    [Fact]
    public void A_client_that_is_not_served_any_more_fails_it() =>
        Rehearsed.Result(objective: null, outage: 999)
            .Failures.ShouldBe(["writes were not served any more in the end: the database is [gone]"]);

    [Fact]
    public void A_command_that_failed_fails_it_and_what_was_seen_until_then_is_told()
    {
        var result = Rehearsed.Result(broken: "./build.sh Upgrade ended with exit code 1.");

        result.Failures.ShouldBe(["./build.sh Upgrade ended with exit code 1."]);
        result.Figures.ShouldNotBeEmpty();
    }

    [Fact]
    public void What_could_not_be_read_back_is_not_taken_for_kept()
    {
        var result = Rehearsed.Result();

        (result with { Clients = [.. result.Clients.Select(x => x with { Log = x.Log with { Kept = null } })] })
            .Failures.ShouldBe(["the writes could not be read back"]);
    }

    private static RehearsalClient Client(ClientLog log) => new("a client", Writes: false, null, log);
}
