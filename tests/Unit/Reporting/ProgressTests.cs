using GitLabHa.Core.Desired;
using GitLabHa.Core.Planning;
using GitLabHa.Reporting;
using GitLabHa.Reporting.Plans;
using GitLabHa.Reporting.Progress;
using GitLabHa.Reporting.Verifying;
using GitLabHa.Tests.Unit.Checks;
using Spectre.Console;

namespace GitLabHa.Tests.Unit.Reporting;

public sealed class ProgressTests
{
    [Fact]
    public void A_pipe_gets_one_line_per_event() => Snapshot.Matches(Samples.Plain(x => Tell(new ProgressLines(x))), "progress.txt");

    [Theory]
    [InlineData(true, null, null)]
    [InlineData(false, "1", null)]
    [InlineData(false, null, "dumb")]
    public void No_escape_sequence_goes_to_a_pipe_or_where_colours_are_unwanted(bool redirected, string? noColor, string? term)
    {
        var text = new StringWriter();
        var console = ReportConsole.For(text, redirected, null, x => x switch { "NO_COLOR" => noColor, "TERM" => term, _ => null });

        RunProgress.For(console, TimeProvider.System).ShouldBeOfType<ProgressLines>();
        new PlanReport(console).Write(Samples.Plan());
        new VerifyReport(console).Write(Samples.Verify());

        text.ToString().ShouldNotContain("\u001b");
        console.Profile.Width.ShouldBe(ReportConsole.DefaultWidth);
    }

    [Fact]
    public void Reports_in_a_pipe_have_no_blanks_at_line_ends()
    {
        var text = Samples.Plain(x => new VerifyReport(x).Write(Samples.Verify()));

        text.Split('\n').ShouldAllBe(x => x == x.TrimEnd());
    }

    [Fact(Timeout = 10_000)]
    public async Task A_terminal_gets_a_table_that_ends_with_the_last_state()
    {
        var text = new StringWriter();
        var live = new ProgressLive(ReportConsole.For(text, redirected: false, width: 100, _ => null), TimeProvider.System);

        Tell(live);
        var picture = Samples.Plain(x => x.Write(live.Picture()));
        await live.DisposeAsync();

        picture.ShouldContain("FAILED (12.0 s)");
        text.ToString().ShouldContain("boom [not markup]");
    }

    [Fact]
    public void A_recorder_keeps_times_and_passes_events_on()
    {
        var text = new StringWriter();
        var recorder = new RunRecorder(TimeProvider.System) { Next = new ProgressLines(ReportConsole.Plain(text)) };

        Tell(recorder);

        recorder.Steps.Count.ShouldBe(2);
        recorder.Steps[0].Duration.ShouldBe(TimeSpan.FromSeconds(12));
        recorder.Steps.ShouldAllBe(x => x.Stage == nameof(Stage.Consensus));
        text.ToString().ShouldContain("still waiting");
    }

    [Fact(Timeout = 20_000)]
    public async Task Events_of_many_nodes_at_once_never_mix_within_a_line()
    {
        var text = new StringWriter();
        var lines = new ProgressLines(ReportConsole.Plain(text));

        await Parallel.ForAsync(0, 200, (_, _) =>
        {
            lines.StepStarted(SampleSite.Node("redis-1"), Samples.Reconfigure("redis-1"));
            return ValueTask.CompletedTask;
        });

        text.ToString().TrimEnd().ReplaceLineEndings("\n").Split('\n').ShouldAllBe(x => x == "redis-1: run gitlab-ctl reconfigure …");
    }

    private static void Tell(IRunEvents events)
    {
        var (one, two) = (SampleSite.Node("redis-1"), SampleSite.Node("redis-2"));
        events.StageStarted(Stage.Consensus, [one, two]);
        events.StepStarted(one, Samples.Reconfigure("redis-1"));
        events.StepFinished(
            one, Samples.Reconfigure("redis-1"), TimeSpan.FromSeconds(12), IRunEvents.Outcome.Failed, "boom [not markup]\nagain");
        events.NodeFinished(one, Stage.Consensus, TimeSpan.FromSeconds(12), IRunEvents.Outcome.Failed);
        events.StepStarted(two, Samples.Wait("redis-2"));
        events.Waiting(two, "its Sentinel has a quorum", "NOQUORUM 1 usable Sentinels");
        events.StepFinished(two, Samples.Wait("redis-2"), TimeSpan.FromSeconds(75), IRunEvents.Outcome.Done, null);
        events.NodeFinished(two, Stage.Consensus, TimeSpan.FromSeconds(76), IRunEvents.Outcome.Done);
    }
}
