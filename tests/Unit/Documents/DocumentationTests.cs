using System.Text.RegularExpressions;
using GitLabHa.Core.Model;
using GitLabHa.Roles;
using GitLabHa.Tests.Unit.Loading;
using GitLabHa.Tests.Unit.Pipeline;

namespace GitLabHa.Tests.Unit.Documents;

public sealed partial class DocumentationTests
{
    private const int ReadmeLimit = 10 * 1024;

    private static readonly IReadOnlyList<MarkdownPage> Pages = MarkdownPage.OfRepository;
    private static readonly BuildSchema Schema = BuildSchema.OfRepository;

    [Fact]
    public void Every_target_is_documented() =>
        DocumentProblems.Names(Page("docs/targets.md"), "target", [.. Schema.Targets], TargetName().IsMatch).ShouldBeEmpty();

    [Fact]
    public void Every_parameter_is_documented() => DocumentProblems.Names(
        Page("docs/targets.md"), "parameter", [.. Schema.Parameters, .. Schema.EngineOptions], x =>
            x.StartsWith("--", StringComparison.Ordinal)).ShouldBeEmpty();

    [Fact]
    public void Every_key_and_role_of_an_environment_is_documented() => DocumentProblems.Names(
        Page("docs/environments.md"), "key or role",
        [.. EveryKey.Of(GitLabVersion.Newest), .. RoleCatalog.Known.Traits.Select(x => x.Name)], _ => true).ShouldBeEmpty();

    [Fact]
    public void Every_scenario_of_a_drill_is_documented()
    {
        var page = Page("docs/drills.md");

        foreach (var scenario in Schema.Scenarios)
            page.Text.ShouldContain(
                $"`{scenario}`", customMessage: $"{page.Path}: the scenario {scenario} is not documented: add it to the table");
    }

    [Fact]
    public void Links_lead_to_files_and_headings_that_exist() =>
        Pages.SelectMany(x => DocumentProblems.Links(x, Pages, path => Path.Exists(Path.Combine(Repository.Root, path)))).ShouldBeEmpty();

    [Fact]
    public void Commands_name_targets_and_parameters_that_exist()
    {
        // The changelog names targets of earlier versions.
        Pages.Where(x => x.Path != "CHANGELOG.md").SelectMany(x => DocumentProblems.Calls(x, Schema)).ShouldBeEmpty();
        Pages.SelectMany(x => x.Calls).Count().ShouldBeGreaterThan(20);
    }

    [Fact]
    public void The_index_links_every_page() => DocumentProblems.Index(Page("docs/README.md"), Pages).ShouldBeEmpty();

    [Fact]
    public void The_README_is_short() => DocumentProblems.Size(Page("README.md"), ReadmeLimit).ShouldBeEmpty();

    [Fact]
    public void Lines_are_at_most_120_columns_wide() =>
        Pages.Where(x => x.Path.StartsWith("docs/", StringComparison.Ordinal) || x.Path == "README.md")
            .SelectMany(DocumentProblems.LongLines).ShouldBeEmpty();

    private static MarkdownPage Page(string path) => Pages.Single(x => x.Path == path);

    [GeneratedRegex(@"\A[A-Z][A-Za-z]+\z")]
    private static partial Regex TargetName();
}
