using GitLabHa.Core;
using GitLabHa.Core.Desired;
using GitLabHa.Core.Model;
using GitLabHa.Core.Observing;

namespace GitLabHa.Tests.Unit.Observing;

public sealed class LiveStateReaderTests
{
    [Fact]
    public void Before_anything_runs_nobody_leads() =>
        LiveStateReader.Read([Seen("a"), Seen("b")]).ShouldBe(LiveState.Fresh);

    [Fact]
    public void Those_who_answer_agree_and_the_silent_ones_do_not_count() =>
        LiveStateReader.Read([Seen("a", redis: "10.0.0.2"), Seen("b"), Seen("c", redis: "10.0.0.2"), Seen("d", leader: "10.0.0.9")])
            .ShouldBe(new LiveState { RedisMaster = "10.0.0.2", PostgresLeader = "10.0.0.9" });

    // Whatever order they were observed in: an operator who runs it again compares the two.
    [Fact]
    public void Sentinels_that_disagree_are_named_with_what_they_say()
    {
        var error = Should.Throw<OperatorException>(() =>
            LiveStateReader.Read([Seen("c", redis: "10.0.0.1"), Seen("b", redis: "10.0.0.2"), Seen("a", redis: "10.0.0.1")]));

        error.Problem.ShouldBe("the Sentinels disagree about who the master of gitlab-redis is");
        error.Where.ShouldBe("a, c say 10.0.0.1; b says 10.0.0.2");
    }

    [Fact]
    public void Patroni_members_that_disagree_are_refused_too() =>
        Should.Throw<OperatorException>(() => LiveStateReader.Read([Seen("a", leader: "10.0.0.1"), Seen("b", leader: "10.0.0.2")]));

    private static NodeObservation Seen(string name, string? redis = null, string? leader = null) => new()
    {
        Node = new Node { Name = name, Address = "10.0.0.1", Group = "g", Roles = ["redis"] },
        RedisMaster = redis,
        PostgresLeader = leader,
    };
}
