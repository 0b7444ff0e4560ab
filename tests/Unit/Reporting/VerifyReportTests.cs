using System.Xml.Linq;
using GitLabHa.Core.Checks;
using GitLabHa.Reporting;
using GitLabHa.Reporting.Verifying;

namespace GitLabHa.Tests.Unit.Reporting;

public sealed class VerifyReportTests
{
    [Fact]
    public void Verify_is_a_table_by_component_then_what_to_do() =>
        Snapshot.Matches(Samples.Plain(x => new VerifyReport(x).Write(Samples.Verify(), "Stood in: Rails, Gitaly.")), "verify.txt");

    [Fact]
    public void Verify_is_json_for_machines() =>
        Snapshot.Matches(Samples.Text(x => VerifyJson.Write("sample", Samples.Verify(), x)), "verify.json");

    [Fact]
    public void Verify_is_junit_for_merge_requests()
    {
        var text = Samples.Text(x => VerifyJUnit.Write("sample", Samples.Verify(), x));

        Snapshot.Matches(text, "verify.junit.xml");
        var suites = XDocument.Parse(text).Root!.Elements("testsuite").ToArray();
        suites.Sum(x => (int)x.Attribute("tests")!).ShouldBe(5);
        suites.Sum(x => (int)x.Attribute("failures")!).ShouldBe(1);
        suites.Sum(x => (int)x.Attribute("errors")!).ShouldBe(1);
    }

    [Theory]
    [InlineData(Health.Healthy, false)]
    [InlineData(Health.Degraded, false)]
    [InlineData(Health.Unhealthy, true)]
    [InlineData(Health.Unknown, true)]
    public void Unknown_fails_as_unhealthy_does(Health health, bool fails)
    {
        var entry = Samples.Verify()[0] with { Verdict = new Verdict(health, "evidence", "advice") };

        VerifyReport.Failed([entry]).ShouldBe(fails);
    }

    [Fact]
    public void Nothing_checked_is_not_healthy()
    {
        VerifyReport.Failed([]).ShouldBeTrue();
        VerifyReport.Summary([]).ShouldBe("Nothing was checked.");
    }

    [Fact]
    public void What_nodes_say_cannot_move_the_cursor_or_colour_the_report()
    {
        var text = Samples.Ansi(x => new VerifyReport(x).Write(Samples.Verify()));

        text.ShouldNotContain("\u001b[2J");
        text.ShouldNotContain("\u0007");
        text.ShouldContain("[red]not markup[/]");
    }
}
