using System.Xml.Linq;
using GitLabHa.Core.Drilling;
using GitLabHa.Core.Model;
using GitLabHa.Reporting;
using GitLabHa.Reporting.Drills;
using GitLabHa.Tests.Unit.Drilling;

namespace GitLabHa.Tests.Unit.Reporting;

public sealed class DrillReportTests
{
    private static readonly Objectives Promised = new() { RedisFailoverSeconds = 10, RedisLostWrites = 0 };

    private static readonly DrillResult[] Results =
    [
        Drills.Result("redis-master-killed", Drills.Log(0.25, 11.95), new Objectives { RedisFailoverSeconds = 30 }),
        Drills.Result("redis-master-killed", Drills.Log(0.25, 12.75, lost: 2), Promised, "somebody [red]did not[/] \u001b[2J listen"),
    ];

    [Fact]
    public void A_drill_is_a_timeline_and_a_verdict() =>
        Snapshot.Matches(Samples.Plain(x => new DrillReport(x).Write(Results)), "drill.txt");

    [Fact]
    public void A_drill_is_json_for_machines() => Snapshot.Matches(Samples.Text(x => DrillJson.Write(Results, x)), "drill.json");

    [Fact]
    public void A_drill_is_a_picture_that_any_browser_reads()
    {
        var picture = DrillPicture.Draw(Results[0]);

        Snapshot.Matches(picture, "drill.svg");
        XDocument.Parse(picture).Root!.Name.LocalName.ShouldBe("svg");
    }

    [Fact]
    public void A_drill_that_never_ended_well_can_be_drawn_too() =>
        XDocument.Parse(DrillPicture.Draw(Drills.Result("redis-master-killed", Drills.Log(0.25, 999)))).ToString().ShouldContain("failed");

    [Fact]
    public void The_median_of_several_drills_is_one_that_was_measured() =>
        DrillReport.Median(
            [.. Enumerable.Range(3, 3).Select(x => Drills.Result("redis-master-killed", Drills.Log(0.05, x + 0.05, lost: x)))])
            .ShouldBe("not served for 4.1 s in the median, 5.1 s at worst; lost writes 4 in the median, 5 at worst");
}
