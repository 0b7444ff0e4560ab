using System.Xml.Linq;
using GitLabHa.Core.Rehearsing;
using GitLabHa.Reporting;
using GitLabHa.Reporting.Restores;
using GitLabHa.Reporting.Upgrades;
using GitLabHa.Tests.Unit.Rehearsing;

namespace GitLabHa.Tests.Unit.Reporting;

public sealed class RehearsalReportTests
{
    [Fact]
    public void A_rehearsal_is_a_table_and_a_verdict() =>
        Snapshot.Matches(
            Samples.Plain(
                x => new RehearsalReport(x).Write(Rehearsed.Result(lost: 2, broken: "somebody [red]did not[/] \u001b[2J listen"))),
            "rehearsal.txt");

    [Fact]
    public void A_rehearsal_is_json_for_machines() =>
        Snapshot.Matches(Samples.Text(x => RehearsalJson.Write(Rehearsed.Result(), x)), "rehearsal.json");

    [Fact]
    public void A_rehearsal_is_a_picture_that_any_browser_reads()
    {
        var picture = RehearsalPicture.Draw(Rehearsed.Result());

        Snapshot.Matches(picture, "rehearsal.svg");
        XDocument.Parse(picture).Root!.Name.LocalName.ShouldBe("svg");
    }

    [Fact]
    public void A_rehearsal_that_nobody_served_can_be_drawn_too() =>
        XDocument.Parse(
            RehearsalPicture.Draw(
                Rehearsed.Result() with { Clients = [new RehearsalClient("pages", false, null, Core.Drilling.ClientLog.Empty)] }))
                    .ToString().ShouldContain("pages");

    [Fact]
    public void A_restore_drill_is_what_came_back_and_how_that_compares() => Snapshot.Matches(
        Samples.Plain(x =>
        {
            var report = new RestoreDrillReport(x);
            report.Write(Restores.Result(Restores.With("public.users", new TableRows(40, 7, 0))));
            report.Write(Restores.Result(Restores.With("public.users", new TableRows(43, 0, 0)) with { Probe = null }));
            report.Write(Restores.Result(null, "no PostgreSQL node of prod answers as leader"));
        }),
        "restore-drill.txt");

    [Fact]
    public void A_restore_drill_is_json_for_machines() =>
        Snapshot.Matches(
            Samples.Text(x => RestoreDrillJson.Write(Restores.Result(Restores.With("public.users", new TableRows(43, 7, 0))), x)),
            "restore-drill.json");
}
