using GitLabHa.Core;
using GitLabHa.Remote.Providers.Lab;

namespace GitLabHa.Tests.Unit.Remote.Lab;

public sealed class NeighbourTableTests
{
    [Theory]
    [InlineData(15, 128)]
    [InlineData(30, 512)]
    [InlineData(32, 1024)]
    [InlineData(60, 4096)]
    public void A_lab_that_fits_is_made(int nodes, int limit) => NeighbourTable.RefuseOverflow(nodes, limit);

    [Theory]
    [InlineData(33, 1024, 2178)]
    [InlineData(100, 1024, 20000)]
    public void A_lab_that_would_overflow_the_table_is_refused_with_the_setting(int nodes, int limit, int advised)
    {
        var refusal = Should.Throw<OperatorException>(() => NeighbourTable.RefuseOverflow(nodes, limit));

        refusal.Problem.ShouldContain($"holds {limit}");
        refusal.Fix.ShouldBe($"As root: sysctl -w net.ipv4.neigh.default.gc_thresh3={advised}");
        NeighbourTable.RefuseOverflow(nodes, advised);
    }
}
