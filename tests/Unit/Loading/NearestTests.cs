using GitLabHa.Core.Loading;

namespace GitLabHa.Tests.Unit.Loading;

public sealed class NearestTests
{
    [Theory]
    [InlineData("redis_pasword", "redis_password", 1)]
    [InlineData("prot", "port", 1)]
    [InlineData("", "abc", 3)]
    [InlineData("same", "same", 0)]
    [InlineData("ssh-host", "ssh_host", 0)]
    [InlineData("Roles", "roles", 0)]
    public void Distance_counts_slips(string a, string b, int expected) => Nearest.Distance(a, b).ShouldBe(expected);

    [Fact]
    public void Nothing_is_near_to_a_word_that_shares_nothing() => Nearest.To("zzz", ["port", "user"]).ShouldBeNull();

    [Fact]
    public void The_first_of_equally_near_words_is_named() => Nearest.To("xort", ["port", "sort"]).ShouldBe("port");
}
