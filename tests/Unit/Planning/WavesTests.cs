using System.Collections.Immutable;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Planning;

namespace GitLabHa.Tests.Unit.Planning;

public sealed class WavesTests
{
    private static readonly ImmutableArray<NodePlan> Nodes = [.. Sample.Topology().Nodes.Take(3).Select(node =>
        new NodePlan { Node = node, Stage = Stage.Gitaly, Steps = [], NeverRan = true })];

    private static readonly Rollout PrimaryLast = Rollout.PrimaryLast(new HandOver(Command.Of("true"), Command.Of("true")));

    [Fact]
    public void A_group_that_never_ran_comes_up_in_parallel() => Of(groupNeverRan: true, PrimaryLast).ShouldBe("1,2,3");

    [Fact]
    public void A_running_group_is_rolled_one_by_one() => Of(groupNeverRan: false, Rollout.Serial).ShouldBe("1 2 3");

    [Fact]
    public void The_primary_goes_last() => Of(groupNeverRan: false, PrimaryLast, primary: 0).ShouldBe("2 3 1");

    [Fact]
    public void The_node_that_migrates_goes_first_and_alone_even_on_a_first_run() =>
        Of(groupNeverRan: true, Rollout.Serial with { FirstAlone = true }).ShouldBe("1 2,3");

    [Fact]
    public void A_parallel_rollout_stays_parallel() => Of(groupNeverRan: false, Rollout.Parallel).ShouldBe("1,2,3");

    private static string Of(bool groupNeverRan, Rollout rollout, int? primary = null) => string.Join(' ', Waves
        .Of(Nodes, [rollout], groupNeverRan, primary is { } index ? Nodes[index] : null)
        .Select(wave => string.Join(',', wave.Nodes.Select(x => Nodes.IndexOf(x) + 1))));
}
