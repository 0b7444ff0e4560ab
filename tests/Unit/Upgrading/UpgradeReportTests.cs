using System.Text.Json;
using GitLabHa.Core.Rendering;
using GitLabHa.Core.Upgrading;
using GitLabHa.Reporting;
using GitLabHa.Reporting.Upgrades;
using GitLabHa.Tests.Unit.Reporting;

namespace GitLabHa.Tests.Unit.Upgrading;

public sealed class UpgradeReportTests
{
    private static readonly UpgradePath Prod = Paths.Prod(from: null, to: "19.3");

    // With settings that go, one after the other.
    private static readonly UpgradePath Old = Paths.Prod("16.6", "18.2", settings: RubyValue.Map(
        ("sidekiq", RubyValue.Map(("max_concurrency", 20))),
        ("gitlab_shell", RubyValue.Map(("migration", RubyValue.Map(("enabled", true)))))));

    [Fact]
    public void A_path_is_a_table_then_what_each_hop_needs() =>
        Snapshot.Matches(Samples.Plain(x => new UpgradeReport(x).Write(Prod)), "prod.txt");

    [Fact]
    public void A_path_names_conditions_and_settings_at_the_first_hop_that_has_them() =>
        Snapshot.Matches(Samples.Plain(x => new UpgradeReport(x).Write(Old)), "old.txt");

    [Fact]
    public void A_path_is_json_for_machines()
    {
        var text = Samples.Text(x => UpgradeJson.Write(Old, x));

        Snapshot.Matches(text, "old.json");
        using var json = JsonDocument.Parse(text);
        json.RootElement.GetProperty("hops").GetArrayLength().ShouldBe(Old.Hops.Length);
        Snapshot.Matches(Samples.Text(x => UpgradeJson.Write(Prod, x)), "prod.json");
    }

    [Fact]
    public void A_path_is_a_page_with_a_picture()
    {
        Snapshot.Matches(Markdown(Prod), "prod.md");
        Snapshot.Matches(Markdown(Old), "old.md");
    }

    [Fact]
    public void A_path_of_one_minor_at_a_time_is_as_long_as_the_minors_between() =>
        Snapshot.Matches(
            Samples.Plain(x => new UpgradeReport(x).Write(Paths.Prod(from: null, to: "19.3", zeroDowntime: true))),
            "prod-zero-downtime.txt");

    private static string Markdown(UpgradePath path)
    {
        var text = new StringWriter();
        UpgradeMarkdown.Write(path, text);
        return text.ToString();
    }
}
