using FsCheck;
using FsCheck.Fluent;
using GitLabHa.Core.Drilling;
using GitLabHa.Core.Model;

namespace GitLabHa.Tests.Unit.Drilling;

public sealed class EvaluationTests
{
    private const string Killed = "redis-master-killed";

    [Fact]
    public void The_outage_is_the_longest_time_between_two_acknowledgements_around_or_after_the_fault()
    {
        var outage = Drills.Result(Killed, Drills.Log(0.25, 11.95)).Outage;

        outage.Ended.ShouldBeTrue();
        outage.Duration.TotalSeconds.ShouldBe(11.8, 0.001);
        (outage.From - Drills.Fault).TotalSeconds.ShouldBe(0.2, 0.001);
    }

    [Fact]
    public void What_happened_before_the_fault_is_no_outage_of_it() =>
        Evaluation.OutageOf([Drills.At(-60, 1), Drills.At(-1, 2), Drills.At(1, 3)], Drills.Fault).Duration.TotalSeconds.ShouldBe(2, 0.001);

    [Fact]
    public void A_client_that_is_not_served_any_more_fails_the_drill_with_the_words_it_was_refused_with()
    {
        var result = Drills.Result(Killed, Drills.Log(0.25, 999));

        result.Passed.ShouldBeFalse();
        result.Outage.Ended.ShouldBeFalse();
        result.Failures.ShouldHaveSingleItem().ShouldBe("the client was not served any more: connection refused");
        result.Timeline.ShouldNotContain(x => x.Kind == TimelineEventKind.Recovered);
    }

    [Theory]
    [InlineData(11, false)]
    [InlineData(12, true)]
    [InlineData(null, true)]
    public void An_outage_is_judged_by_the_objective_and_only_measured_without_one(int? seconds, bool passes) =>
        Drills.Result(Killed, Drills.Log(0.25, 11.95), new Objectives { RedisFailoverSeconds = seconds }).Passed.ShouldBe(passes);

    [Theory]
    [InlineData(2, false)]
    [InlineData(3, true)]
    [InlineData(null, true)]
    public void Lost_writes_are_judged_by_the_objective_and_only_counted_without_one(int? allowed, bool passes)
    {
        var result = Drills.Result(Killed, Drills.Log(0.25, 1, lost: 3), new Objectives { RedisLostWrites = allowed });

        result.Lost.ShouldBe(3);
        result.Passed.ShouldBe(passes);
    }

    [Fact]
    public void A_synchronous_database_may_lose_nothing_said_or_not()
    {
        var scenario = Drills.Scenario("postgres-leader-killed");
        DrillResult Judge(bool synchronous) => Evaluation.Of(
            scenario, Drills.Targets(scenario.Name),
            Sample.Environment() with { Database = new DatabaseSettings { Synchronous = synchronous } },
            Drills.Log(0.25, 1, lost: 1), [new TimelineEvent(Drills.Fault, TimelineEventKind.Fault, "")], []);

        Judge(synchronous: true).Failures.ShouldBe(["1 acknowledged writes were lost; the objective is 0"]);
        Judge(synchronous: false).Passed.ShouldBeTrue();
    }

    [Fact]
    public void Standing_still_without_a_quorum_has_no_objective_of_time() =>
        Drills.Result("redis-quorum-lost", Drills.Log(0.25, 18), new Objectives { RedisFailoverSeconds = 1 }).Passed.ShouldBeTrue();

    [Fact]
    public void What_could_not_be_read_back_is_not_taken_for_kept() =>
        Drills.Result(Killed, Drills.Log(0.25, 1) with { Kept = null })
            .Failures.ShouldBe(["the client could not read back what it had written"]);

    [Fact]
    public void The_outage_is_never_shorter_than_any_time_without_an_acknowledgement_after_the_fault() => Property(samples =>
    {
        var outage = Evaluation.OutageOf(samples, Drills.Fault);
        var times = samples.Where(x => x.Acknowledged && x.At > Drills.Fault).Select(x => x.At).Order().ToArray();
        return outage.Duration >= TimeSpan.Zero && times.Zip(times.Skip(1), (a, b) => b - a).All(x => x <= outage.Duration)
            && !samples.Any(x => x.Acknowledged && x.At > outage.From && x.At < outage.To);
    });

    [Fact]
    public void The_order_in_which_attempts_are_told_does_not_matter() => Property(samples =>
        Evaluation.OutageOf(samples, Drills.Fault) == Evaluation.OutageOf([.. samples.Reverse()], Drills.Fault));

    [Fact]
    public void One_more_acknowledgement_after_the_fault_never_makes_the_outage_longer() => Property(samples =>
    {
        var acknowledged = samples.Select((x, i) => i == samples.Length / 2 && x.At > Drills.Fault ? x with { Acknowledged = true } : x)
            .ToArray();
        return Evaluation.OutageOf(acknowledged, Drills.Fault).Duration <= Evaluation.OutageOf(samples, Drills.Fault).Duration;
    });

    [Fact]
    public void Lost_are_exactly_the_acknowledged_ones_that_are_not_there() => Property(samples =>
    {
        var log = new ClientLog(null, [.. samples], [.. samples.Where(x => x.Number % 3 != 0).Select(x => x.Number)]);
        return Evaluation.Lost(log) == samples.Count(x => x.Acknowledged && x.Number % 3 == 0);
    });

    private static void Property(Func<Core.Drilling.Sample[], bool> holds)
    {
        var sample = from tenths in Gen.Choose(-100, 600)
                     from number in Gen.Choose(1, 1000)
                     from acknowledged in Gen.Elements(true, false)
                     select Drills.At(tenths / 10.0, number, acknowledged);
        Prop.ForAll(sample.ArrayOf().ToArbitrary(), holds).QuickCheckThrowOnFailure();
    }
}
