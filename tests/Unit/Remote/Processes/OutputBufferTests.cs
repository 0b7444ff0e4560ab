using System.Text;
using FsCheck;
using FsCheck.Fluent;
using GitLabHa.Remote.Processes;

namespace GitLabHa.Tests.Unit.Remote.Processes;

public sealed class OutputBufferTests
{
    [Fact]
    public void Up_to_the_limit_everything_is_kept() => Kept(10, "01234", "56789").ShouldBe("0123456789");

    [Fact]
    public void Beyond_the_limit_the_middle_is_left_out() =>
        Kept(10, "01234", "567", "89abc", "defgh").ShouldBe("01234\n[… 8 bytes are left out here …]\ndefgh");

    [Fact]
    public void Head_and_tail_are_right_for_every_length_and_chunking() => Prop.ForAll(
        Gen.Choose(0, 200).Two().ToArbitrary(),
        x =>
        {
            var text = string.Concat(Enumerable.Range(0, x.Item1).Select(i => (char)('a' + (i % 26))));
            var kept = Kept(40, [.. text.Chunk(1 + (x.Item2 % 60)).Select(c => new string(c))]);
            return text.Length <= 40
                ? kept == text
                : kept.StartsWith(text[..20], StringComparison.Ordinal) && kept.EndsWith(text[^20..], StringComparison.Ordinal);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Fifty_megabytes_take_no_more_memory_than_is_kept()
    {
        var chunk = Encoding.UTF8.GetBytes(new string('x', 64 * 1024));
        var buffer = new OutputBuffer(1024 * 1024);
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var i = 0; i < 800; i++) buffer.Append(chunk);

        buffer.Length.ShouldBe(800 * chunk.Length);
        // Twice what is kept, since the first half grows in steps, and never what came.
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBeLessThan(3 * 1024 * 1024);
    }

    private static string Kept(int limit, params string[] chunks)
    {
        var buffer = new OutputBuffer(limit);
        foreach (var chunk in chunks) buffer.Append(Encoding.UTF8.GetBytes(chunk));
        return buffer.ToString();
    }
}
