using GitLabHa.Core.Linting;
using GitLabHa.Core.Model;
using GitLabHa.Core.Rendering;
using GitLabHa.Core.Upgrading;

namespace GitLabHa.Tests.Unit.Upgrading;

public sealed class UpgradePathTests
{
    [Theory]
    [InlineData("16.6", "18.2", "16.7.10 16.11.10 17.3.7 17.5.5 17.8.7 17.11.7 18.2.8")]
    [InlineData("13.12", "15.4", "14.0.12 14.3.6 14.9.5 14.10.5 15.0.5 15.1.6 15.4.6")]
    [InlineData("18.2.8", "18.11", "18.5.7 18.8.11 18.11.11")]
    [InlineData("18.2.8", "18.11.2", "18.5.7 18.8.11 18.11.2")]
    [InlineData("18.3.1", "18.4", "18.4.6")]
    [InlineData("18.11.10", "18.11.11", "18.11.11")]
    [InlineData("18.11", "19.3", "19.2.4 19.3.0")]
    [InlineData("17.2.0", "18.0.1", "17.3.7 17.5.5 17.8.7 17.11.7 18.0.1")]
    public void With_downtime_a_path_goes_from_stop_to_stop(string from, string to, string expected) =>
        Paths.Versions(Paths.Of(from, to)).ShouldBe(expected.Split(' '));

    [Theory]
    [InlineData("17.10", "18.2", "17.11.7 18.0.6 18.1.6 18.2.8")]
    [InlineData("16.11.10", "17.3", "17.0.8 17.1.8 17.2.9 17.3.7")]
    [InlineData("18.11", "19.0", "19.0.8")]
    public void With_zero_downtime_a_path_goes_one_minor_at_a_time(string from, string to, string expected) =>
        Paths.Versions(Paths.Of(from, to, zeroDowntime: true)).ShouldBe(expected.Split(' '));

    [Fact]
    public void A_stop_that_runs_already_is_first_brought_to_its_latest_patch()
    {
        Paths.Versions(Paths.Of("18.11.2", "19.0")).ShouldBe(["18.11.11", "19.0.8"]);
        Paths.Versions(Paths.Of("18.11.40", "19.0")).ShouldBe(["19.0.8"], "a patch newer than the table is no reason to go back");
    }

    [Fact]
    public void The_versions_that_the_lab_has_are_all_it_takes_to_walk_through_it()
    {
        GitLabVersion[] lab = [
            .. "16.6.10 16.7.10 16.11.10 17.3.7 17.5.5 17.8.7 17.11.7 18.2.8 18.5.4 18.8.11 18.11.2".Split(' ')
            .Select(GitLabVersion.Parse)];
        var table =
            Paths.Table with
            {
                Releases = [
            .. Paths.Table.Releases.Select(x => lab.FirstOrDefault(x.Has) is { Major: > 0 } offered ? x with { Latest = offered } : x)]
            };

        var path = UpgradePath.Find(table, Sample.Topology(), UpgradeRange.Of(table, lab[0], null, "18.11"), zeroDowntime: false);

        path.Hops.Select(x => x.To).ShouldBe(lab.Skip(1));
    }

    [Theory]
    [InlineData("16.11.10", "17.0", 13, true)]
    [InlineData("16.11.10", "17.0", 14, false)]
    [InlineData("16.6.10", "16.7", 13, false)]
    [InlineData("17.11.7", "18.0", 14, true)]
    [InlineData("17.11.7", "18.0", 15, false)] // A distribution's: no package of GitLab brings it.
    public void A_hop_is_too_new_for_an_older_PostgreSQL(string from, string to, int postgres, bool expected) =>
        Paths.Of(from, to, zeroDowntime: true).Hops[0].IsTooNewFor(postgres).ShouldBe(expected);

    [Fact]
    public void The_topology_answers_whether_there_are_several_web_nodes()
    {
        var several = Paths.Of("15.0", "15.4").Hops[0];
        var single = Paths.Of("15.0", "15.4", topology: Paths.OneWebNode());

        (several.To.ToString(), several.Kind).ShouldBe(("15.1.6", HopKind.Conditional));
        several.Why.ShouldBe("required with more than one web node: makes ETags the same on all web nodes before 15.2");
        Paths.Versions(single).ShouldBe(["15.4.6"]);
        single.Conditional.ShouldBe([new ConditionalStop(new(15, 1, 6), "more than one web node", Needed: false)]);
    }

    [Fact]
    public void A_condition_that_only_the_data_can_answer_is_left_to_the_operator()
    {
        var path = Paths.Of("15.11", "17.3");

        path.Conditional.Select(x => (x.Version.ToString(), x.Needed))
            .ShouldBe([("16.0.10", null), ("16.1.8", null), ("16.2.11", null), ("17.1.8", null)]);
        path.Advice.ShouldContain("Where an \"if\" above is so, stop there too: --to 16.0 first, then on.");
        Paths.Of("17.0", "17.3", zeroDowntime: true).Conditional.ShouldBeEmpty("every minor is passed anyway");
    }

    [Theory]
    [InlineData("16.6", "17.3", "13 to 14 on 16.11.10 before 17.3.7")]
    [InlineData("16.6", "18.2", "13 to 14 on 16.11.10 before 17.3.7; 14 to 16 on 17.11.7 before 18.2.8")]
    [InlineData("18.2", "18.11", "16 to 17 on  before ")]
    [InlineData("18.2", "19.0", "16 to 17 on 18.11.11 before 19.0.8")]
    [InlineData("18.11.11", "19.0", "16 to 17 on 18.11.11 before 19.0.8")]
    [InlineData("17.5", "17.8", "14 to 16 on  before ")]
    [InlineData("18.2", "18.8", "")]
    public void PostgreSQL_majors_are_due_inside_their_window(string from, string to, string expected) =>
        string.Join("; ", Paths.Of(from, to).Postgres.Select(x => $"{x.Window.From} to {x.Window.To} on {x.At} before {x.Before}"))
            .ShouldBe(expected);

    [Theory]
    [InlineData("16.11.10", "17.1.1", "17.1.2 or later")]
    [InlineData("18.1.6", "18.2.5", "18.2.6 or later")]
    [InlineData("18.8.11", "18.11.8", "18.11.9 or later")]
    [InlineData("17.11.7", "18.0", "ci_only_one_persistent_ref_creation")]
    [InlineData("17.11.7", "18.2", "ci_only_one_persistent_ref_creation")]
    [InlineData("18.11.11", "19.0", "Ubuntu 20.04")]
    [InlineData("19.2.4", "19.3", "Amazon Linux 2")]
    public void A_version_that_needs_care_says_so_on_its_hop(string from, string to, string expected) =>
        Paths.Of(from, to).Hops[^1].Notes.ShouldContain(x => x.Text.Contains(expected));

    [Theory]
    [InlineData("16.11.10", "17.1.2")]
    [InlineData("18.1.6", "18.2.6")]
    [InlineData("18.8.11", "18.11.9")]
    [InlineData("18.0.6", "18.1")]
    public void A_version_that_is_free_of_traps_has_none(string from, string to) =>
        Paths.Of(from, to).Hops[^1].Notes.ShouldNotContain(x => x.Kind == NoteKind.Trap);

    [Fact]
    public void Every_hop_is_rendered_and_linted_for_its_own_version()
    {
        var settings = RubyValue.Map(("sidekiq", RubyValue.Map(("max_concurrency", 20))));

        var hops = Paths.Prod("16.6", "17.3", settings: settings).Hops.ToDictionary(x => x.To.ToString(), x => x.Settings!);

        hops["16.7.10"].ShouldBeEmpty();
        hops["16.11.10"].Single().Finding.Severity.ShouldBe(Severity.Warning);
        var refused = hops["17.3.7"].Single();
        (refused.Finding.Severity, refused.Finding.Key).ShouldBe((Severity.Error, "sidekiq.max_concurrency"));
        refused.Nodes.Length.ShouldBe(14, "all nodes but the load balancer take the environment's settings");
    }

    [Fact]
    public void What_the_roles_render_is_right_on_every_version_of_every_path() =>
        Paths.Prod("16.6", "19.3", zeroDowntime: true).Hops.ShouldAllBe(x => x.Settings!.Count == 0);

    [Fact]
    public void Versions_older_than_all_known_settings_are_not_linted()
    {
        var path = Paths.Prod("15.11", "16.7");

        path.Hops.Select(x => (x.To.ToString(), x.Settings is null)).ShouldBe([("16.3.9", true), ("16.7.10", false)]);
        path.Advice.ShouldContain(x => x.Contains("before 16.6 are not known"));
    }

    [Fact]
    public void Zero_downtime_names_what_will_stop_all_the_same()
    {
        Paths.Of("18.2", "19.0", zeroDowntime: true).Advice.Where(x => x.StartsWith("Not without downtime", StringComparison.Ordinal))
            .ShouldBe(
        [
            "Not without downtime: praefect-postgres-1, alone in a role, stops while it is upgraded.",
            "Not without downtime: a PostgreSQL major upgrade stops the database.",
        ]);
        Paths.Of("18.2", "19.0").Advice.ShouldNotContain(x => x.StartsWith("Not without downtime"));
    }

    [Fact]
    public void The_clocks_of_Praefect_are_asked_of_a_server_that_can_be_reached()
    {
        Paths.Of("18.2", "18.5").Advice.ShouldContain(x => x.Contains("ntp_host"));
        Paths.Prod("18.2", "18.5").Advice.ShouldNotContain(x => x.Contains("ntp_host"), "environments/prod names a server of its own");
    }
}
