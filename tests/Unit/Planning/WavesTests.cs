using System.Collections.Immutable;
using GitLabHa.Core.Commands;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Planning;

namespace GitLabHa.Tests.Unit.Planning;

public sealed class WavesTests
{
    private static readonly Rollout PrimaryLast = Rollout.PrimaryLast(
        new HandOver(Command.Of("true"), Command.Of("true")) { Primary = "leader", IsHeld = false });

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

    [Fact]
    public void Nodes_that_are_added_join_together_before_those_that_run_are_changed() =>
        Of(groupNeverRan: false, PrimaryLast, primary: 2, added: [0, 3]).ShouldBe("1,4 2 3");

    [Fact]
    public void Nodes_that_must_be_let_in_follow_those_that_run() =>
        Of(groupNeverRan: false, PrimaryLast with { AdmitsFirst = true }, primary: 2, added: [0, 3]).ShouldBe("2 3 1,4");

    [Fact]
    public void Nodes_that_are_added_alone_join_together() =>
        Of(groupNeverRan: false, Rollout.Serial, added: [0, 1, 2, 3]).ShouldBe("1,2,3,4");

    private static string Of(bool groupNeverRan, Rollout rollout, int? primary = null, int[]? added = null)
    {
        ImmutableArray<NodePlan> nodes = [.. Sample.Topology().Nodes.Take(added is null ? 3 : 4).Select((node, i) =>
            new NodePlan { Node = node, Stage = Stage.Gitaly, Steps = [], NeverRan = groupNeverRan || added?.Contains(i) == true })];
        return string.Join(' ', Waves.Of(nodes, [rollout], groupNeverRan, primary is { } index ? nodes[index] : null)
            .Select(wave => string.Join(',', wave.Nodes.Select(x => nodes.IndexOf(x) + 1))));
    }
}
