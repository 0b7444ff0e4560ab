using GitLabHa.Reporting;
using GitLabHa.Reporting.Plans;
using GitLabHa.Tests.Unit.Checks;

namespace GitLabHa.Tests.Unit.Reporting;

public sealed class PlanReportTests
{
    [Fact]
    public void A_plan_shows_steps_reasons_risks_and_masked_differences() =>
        Snapshot.Matches(Samples.Plain(x => new PlanReport(x).Write(Samples.Plan())), "plan.txt");

    [Fact]
    public void A_plan_shows_new_files_in_full_when_asked() =>
        Snapshot.Matches(Samples.Plain(x => new PlanReport(x, newFiles: true).Write(Samples.Plan())), "plan-with-new-files.txt");

    [Fact]
    public void A_plan_without_changes_is_two_lines() =>
        Snapshot.Matches(Samples.Plain(x => new PlanReport(x).Write(Samples.NothingToChange())), "plan-nothing.txt");

    [Fact]
    public void A_plan_is_json_for_machines() => Snapshot.Matches(Samples.Text(x => PlanJson.Write(Samples.Plan(), x)), "plan.json");

    [Fact]
    public void A_plan_is_a_note_on_a_merge_request()
    {
        var text = new StringWriter();

        PlanMarkdown.Write(Samples.Plan(), text);

        Snapshot.Matches(text.ToString(), "plan.md");
    }

    [Fact]
    public void No_form_of_a_plan_shows_a_secret()
    {
        var markdown = new StringWriter();
        PlanMarkdown.Write(Samples.Plan(), markdown);
        string[] forms =
        [
            Samples.Plain(x => new PlanReport(x, newFiles: true).Write(Samples.Plan())),
            Samples.Ansi(x => new PlanReport(x, newFiles: true).Write(Samples.Plan())),
            Samples.Text(x => PlanJson.Write(Samples.Plan(), x)),
            markdown.ToString(),
        ];

        forms.ShouldAllBe(x => !x.Contains(SampleSite.Canary));
    }

    [Fact]
    public void Brackets_in_files_and_messages_are_no_markup_on_a_terminal()
    {
        var text = Samples.Ansi(x => new PlanReport(x).Write(Samples.Plan()));

        text.ShouldContain("['[bold]']");
        text.ShouldContain("No route to [host]");
    }
}
