using GitLabHa.Core.Drilling;

namespace GitLabHa.Tests.Unit.Drilling;

public sealed class ClientLogTests
{
    private const string Text = """
        mode synchronous, with postgres-2
        1767323045100 1 12 ok 
        1767323045300 2 2003 failed ERROR:  cannot execute INSERT in a read-only transaction 
        1767323045500 3 9 ok
        kept 3
        kept 1
        kept all
        """;

    [Fact]
    public void It_has_the_mode_all_attempts_and_what_was_kept_by_our_clock()
    {
        var log = ClientLog.Parse(Text, TimeSpan.FromMilliseconds(100));

        log.Mode.ShouldBe("synchronous, with postgres-2");
        log.Samples.Select(x => (x.Number, x.Acknowledged)).ShouldBe([(1, true), (2, false), (3, true)]);
        log.Samples[0].At.ShouldBe(Drills.Fault);
        log.Samples[1].Duration.TotalMilliseconds.ShouldBe(2003);
        log.Samples[1].Why.ShouldBe("ERROR:  cannot execute INSERT in a read-only transaction");
        log.Kept!.Order().ShouldBe([1, 3]);
    }

    [Fact]
    public void What_was_read_back_counts_only_when_all_of_it_was() =>
        ClientLog.Parse(Text.Replace("kept all", "kept", StringComparison.Ordinal), TimeSpan.Zero).Kept.ShouldBeNull();

    [Theory]
    [InlineData("")]
    [InlineData("17673230451")]
    [InlineData("1767323045100 1")]
    [InlineData("1767323045100 1 12")]
    [InlineData("1767323045100 1 ok")]
    [InlineData("1767323045100 one 12 ok")]
    [InlineData("99999999999999999 1 12 ok")]
    [InlineData("-5 1 12 ok")]
    [InlineData("1767323045100 1 -1 ok")]
    [InlineData("1767323045100 1 12 maybe")]
    public void A_line_that_broke_off_is_left_out(string line) => ClientLog.Parse(line, TimeSpan.Zero).Samples.ShouldBeEmpty();
}
