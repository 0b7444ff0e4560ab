using GitLabHa.Core.Model;
using GitLabHa.Core.Observing;
using GitLabHa.Core.Planning;
using static GitLabHa.Tests.Unit.Planning.PlannedSite;

namespace GitLabHa.Tests.Unit.Planning;

/// <summary>A node's record of its last run: what a run finds after one that ended early.</summary>
public sealed class RecordTests
{
    [Fact]
    public void A_node_whose_gates_have_not_held_is_resumed_at_the_gates()
    {
        var plan = PlanOf(Desired.Select(x => x.Node.Name == "postgres-2"
            ? Converged(x) with { Mark = Mark.Waiting(x.Marker, firstRun: false) }
            : Converged(x)));

        var node = plan.Nodes.Single(x => x.HasChanges);

        node.Node.Name.ShouldBe("postgres-2");
        node.NeverRan.ShouldBeFalse();
        node.Steps.Select(Words).ShouldBe(["mark final"]);
        node.Steps[0].Reason.ShouldBe("the last run ended before its checks held");
    }

    [Fact]
    public void A_first_run_whose_gates_have_not_held_stays_a_first_run_and_reconfigures_nothing()
    {
        var plan = PlanOf(Desired.Select(x => x.Node.Has(RoleNames.Gitaly)
            ? Converged(x) with { Mark = Mark.Waiting(x.Marker, firstRun: true) }
            : Converged(x)));

        plan.Nodes.Where(x => x.HasChanges).ShouldAllBe(x => x.NeverRan);
        plan.Nodes.Where(x => x.HasChanges).SelectMany(x => x.Steps).Select(Words).ShouldBe(["mark final", "mark final", "mark final"]);
    }

    [Fact]
    public void A_node_that_waits_and_is_to_change_again_is_changed_and_waits_again()
    {
        var plan = PlanOf(Desired.Select(x => x.Node.Name == "gitaly-2"
            ? With(Converged(x), "/etc/gitlab/gitlab.rb", "old") with { Mark = Mark.Waiting(x.Marker, firstRun: false) }
            : Converged(x)));

        plan.Nodes.Single(x => x.HasChanges).Steps.Select(Words)
            .ShouldBe(["mark unfinished", "write /etc/gitlab/gitlab.rb", "run gitlab-ctl reconfigure", "mark final"]);
    }

    [Fact]
    public void A_first_run_that_was_cut_short_is_repeated_as_a_first_run()
    {
        var plan = PlanOf(Desired.Select(x => x.Node.Name == "redis-2" ? Converged(x) with { Mark = Mark.FirstRun } : Converged(x)));

        var node = plan.Nodes.Single(x => x.HasChanges);

        node.NeverRan.ShouldBeTrue();
        node.Steps.Select(Words).ShouldBe(["run gitlab-ctl reconfigure", "mark final"]);
    }

    [Theory]
    [InlineData("0a1b", "0a1b", true, false, false, false)]
    [InlineData("waiting-0a1b", "0a1b", false, true, false, false)]
    [InlineData("first-waiting-0a1b", "0a1b", false, true, false, true)]
    [InlineData("unfinished", null, false, false, true, false)]
    [InlineData("unfinished-postgresql-16", null, false, false, true, false)]
    [InlineData("first-run", null, false, false, true, true)]
    public void A_record_says_what_is_applied_and_what_is_left(
        string text, string? applied, bool final, bool waiting, bool unfinished, bool first)
    {
        var mark = new Mark(text);

        (mark.Applied, mark.IsFinal, mark.IsWaiting, mark.IsUnfinished, mark.IsFirstRun)
            .ShouldBe((applied, final, waiting, unfinished, first));
    }
}
