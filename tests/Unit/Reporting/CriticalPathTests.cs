using GitLabHa.Core.Desired;
using GitLabHa.Reporting;
using GitLabHa.Reporting.Progress;

namespace GitLabHa.Tests.Unit.Reporting;

public sealed class CriticalPathTests
{
    private static readonly DateTimeOffset Begin = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_chain_follows_who_was_waited_for_across_stages()
    {
        TimedStep[] steps =
        [
            Step("consul-1", Stage.Consensus, "run gitlab-ctl reconfigure", 1, 5),
            Step("redis-1", Stage.Consensus, "run gitlab-ctl reconfigure", 1, 9),
            Step("postgres-1", Stage.Database, "run gitlab-ctl reconfigure", 9.5, 12),
            Step("postgres-1", Stage.Database, "wait until one leader", 12, 28, waits: true),
            Step("pgbouncer-1", Stage.Database, "run gitlab-ctl reconfigure", 9.5, 15),
        ];

        var path = CriticalPath.Of(steps, Begin, Begin.AddSeconds(29));

        path.Steps.Select(x => x.Node).ShouldBe(["redis-1", "postgres-1", "postgres-1"]);
        path.Waiting.ShouldBe(TimeSpan.FromSeconds(16));
        path.Overhead.ShouldBe(TimeSpan.FromSeconds(2.5));
        Snapshot.Matches(Samples.Plain(path.Write), "critical-path.txt");
    }

    [Fact]
    public void Of_steps_that_end_at_once_the_nodes_own_one_is_followed()
    {
        TimedStep[] steps =
        [
            Step("a", Stage.Rails, "first", 0, 2),
            Step("b", Stage.Rails, "first", 1, 2),
            Step("a", Stage.Rails, "second", 2, 3),
        ];

        CriticalPath.Of(steps, Begin, Begin.AddSeconds(3)).Steps.Select(x => $"{x.Node} {x.Text}").ShouldBe(["a first", "a second"]);
    }

    [Fact]
    public void A_run_without_steps_is_all_our_own() =>
        CriticalPath.Of([], Begin, Begin.AddSeconds(1)).Overhead.ShouldBe(TimeSpan.FromSeconds(1));

    private static TimedStep Step(string node, Stage stage, string text, double start, double end, bool waits = false) =>
        new(node, stage.ToString(), text, waits, Begin.AddSeconds(start), Begin.AddSeconds(end));
}
