using FsCheck;
using FsCheck.Fluent;
using GitLabHa.Roles.Checks;

namespace GitLabHa.Tests.Unit.Checks;

/// <summary>Samples of two databases are compared only as far as both list them.</summary>
public sealed class RepositoryListTests
{
    private const int Listed = 6;

    [Fact]
    public void Nothing_is_missing_that_is_there() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), ArbMap.Default.ArbFor<byte[]>(), (rails, more) =>
        List([.. rails, .. more]).Lacks(List(rails)).IsEmpty).QuickCheckThrowOnFailure();

    [Fact]
    public void What_is_missing_below_the_last_that_is_listed_is_found() =>
        Prop.ForAll(ArbMap.Default.ArbFor<byte[]>(), ArbMap.Default.ArbFor<byte>(), (numbers, lost) =>
    {
        var list = List(numbers.Where(x => x != lost));
        var within = list.Count <= Listed || string.CompareOrdinal(lost.ToString("x2", null), list.Sample.Keys.Last()) < 0;
        return list.Lacks(List([lost])).Length == (within ? 1 : 0);
    }).QuickCheckThrowOnFailure();

    private static RepositoryList List(IEnumerable<byte> numbers)
    {
        var hashes = numbers.Distinct().Select(x => x.ToString("x2", null)).Order(StringComparer.Ordinal).ToArray();
        return RepositoryList.Read([$"all {hashes.Length}", .. hashes.Take(Listed).Select(x => $"one {x} path-{x}")], "all", "one")!;
    }
}
