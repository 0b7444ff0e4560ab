using GitLabHa.Core.Linting;
using GitLabHa.Core.Linting.Raises;
using GitLabHa.Core.Loading;
using GitLabHa.Core.Loading.Yaml;
using GitLabHa.Core.Model;
using GitLabHa.Core.Rendering;
using GitLabHa.Core.Upgrading;

namespace GitLabHa.Tests.Unit.Linting.Raises;

public sealed class RaiseRulesTests
{
    private static readonly GitLabVersion[] Minors =
        [.. VersionTable.Known.Releases.Select(x => x.First).Where(x => x >= GitLabVersion.Oldest && x <= GitLabVersion.Newest)];

    public static TheoryData<RaiseExample> Examples => [.. RaiseExamples.All];

    [Theory]
    [MemberData(nameof(Examples))]
    public void A_value_is_refused_exactly_where_reconfigure_stops(RaiseExample example)
    {
        foreach (var minor in Minors)
        {
            Keys(example.Bad, example.Roles, minor).Contains(example.Key).ShouldBe(example.Stops(minor), $"{minor}: {example.Bad}");
            Keys(example.Good, example.Roles, minor).ShouldBeEmpty($"{minor}: {example.Good}");
        }
    }

    [Fact]
    public void Every_rule_has_an_example()
    {
        var unseen = RaiseRules.All.Where(rule => !RaiseExamples.All.Any(example =>
            Minors.Any(minor => rule.AppliesTo(minor) && rule.Find(new NodeSettings(Rb(example.Bad, example.Roles), minor)).Any())));

        unseen.Count().ShouldBe(0);
    }

    [Fact]
    public void The_range_of_a_rule_is_seen_from_both_sides()
    {
        var versions = RaiseExamples.All.SelectMany(x => new[] { x.Since, x.Until }).OfType<string>().Distinct()
            .Select(x => GitLabVersion.Parse(x + ".0"));

        versions.ShouldAllBe(x => Minors.Contains(x));
    }

    [Fact]
    public void Messages_say_what_to_write_and_show_no_value()
    {
        var findings = RaiseExamples.All.SelectMany(x => Minors.SelectMany(minor => GitlabRbLinter.Lint(Rb(x.Bad, x.Roles), minor)))
            .Where(x => x.Message.StartsWith("reconfigure stops: ", StringComparison.Ordinal)).Distinct().ToList();

        findings.ShouldAllBe(x => x.Severity == Severity.Error);
        findings.ShouldAllBe(x => x.Message.Length > 40 && !x.Message.EndsWith('.'));
        foreach (var value in new[] { "topsecret", "top secret", "othersecret", "hunter2", "top#secret" })
            findings.ShouldAllBe(x => !x.Message.Contains(value, StringComparison.Ordinal));
    }

    private static List<string> Keys(string settings, string roles, GitLabVersion version) =>
    [
        .. GitlabRbLinter.Lint(Rb(settings, roles), version)
            .Where(x => x.Message.StartsWith("reconfigure stops: ", StringComparison.Ordinal)).Select(x => x.Key),
    ];

    private static GitlabRb Rb(string settings, string roles)
    {
        var log = new ProblemLog();
        var map = new SettingsReader(new ProblemLog()).Read(YamlTreeReader.Read($"{{ {settings} }}", "example", log));
        log.Count.ShouldBe(0, settings);
        var rb = new GitlabRb().Role(roles.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        // Calls take maps, too: git_data_dirs({ … }).
        return map["git_data_dirs"] is { } dirs ? rb.Call("git_data_dirs", dirs) : rb.Override(map);
    }
}
