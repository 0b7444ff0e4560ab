using FsCheck;
using FsCheck.Fluent;
using GitLabHa.Core.Backups;

namespace GitLabHa.Tests.Unit.Backups;

public sealed class RetentionTests
{
    private static readonly DateTimeOffset Monday = new(2026, 3, 2, 3, 0, 0, TimeSpan.Zero);

    private static readonly Gen<DateTimeOffset[]> Times = Gen.Choose(0, 800 * 24).Select(x => Monday.AddHours(-x)).ArrayOf();

    private static readonly Gen<Retention> Retentions =
        from days in Gen.Choose(0, 10)
        from weeks in Gen.Choose(0, 6)
        from months in Gen.Choose(0, 12)
        select new Retention(
            days, weeks, months);

    [Theory]
    [InlineData("7d,4w,6m", 7, 4, 6)]
    [InlineData("6m,7d", 7, 0, 6)]
    [InlineData("1w", 0, 1, 0)]
    public void A_text_is_read(string text, int days, int weeks, int months) =>
        Retention.Parse(text).ShouldBe(new Retention(days, weeks, months));

    [Theory]
    [InlineData("")]
    [InlineData("7")]
    [InlineData("0d")]
    [InlineData("7d,7d")]
    [InlineData("7d, 4w")]
    [InlineData("7D")]
    [InlineData("1y")]
    [InlineData("-1d")]
    public void Another_text_is_refused(string text) => Retention.Parse(text).ShouldBeNull();

    [Fact]
    public void Of_a_daily_backup_the_last_days_weeks_and_months_stay()
    {
        var daily = Enumerable.Range(0, 400).Select(x => Monday.AddDays(-x));

        var kept = new Retention(3, 2, 3).Keep(daily);

        kept.Order().Select(x => x.ToString("MM-dd", null)).ShouldBe(["01-31", "02-28", "03-01", "03-02"]);
    }

    [Fact]
    public void A_gap_of_a_year_costs_nothing_that_there_is()
    {
        var old = Enumerable.Range(0, 5).Select(x => Monday.AddYears(-1).AddDays(-x)).ToArray();

        new Retention(5, 0, 0).Keep(old).Count.ShouldBe(5);
    }

    [Fact]
    public void The_newest_always_stays_and_nothing_is_invented() => Check((retention, times) =>
    {
        var kept = retention.Keep(times);
        return kept.IsSubsetOf(times) && (times.Length == 0 || kept.Contains(times.Max()));
    });

    [Fact]
    public void Removing_once_is_enough() =>
        Check((retention, times) => retention.Keep(retention.Keep(times)).SetEquals(retention.Keep(times)));

    [Fact]
    public void No_more_stay_than_was_asked_for() => Check((retention, times) =>
        retention.Keep(times).Count <= Math.Max(1, retention.Days + retention.Weeks + retention.Months));

    [Fact]
    public void Asking_for_more_removes_no_more() => Check((retention, times) =>
        retention.Keep(times).IsSubsetOf((retention with { Days = retention.Days + 1, Months = retention.Months + 2 }).Keep(times)));

    private static void Check(Func<Retention, DateTimeOffset[], bool> holds) =>
        Prop.ForAll(
            (from retention in Retentions from times in Times select (retention, times)).ToArbitrary(),
            x => holds(x.retention, x.times)).QuickCheckThrowOnFailure();
}
